/** Values of a distance that are summed before it is compared with the farthest neighbour found so far. */
const AT_ONCE = 16;

/** Examples among which the nearest are looked for. */
interface Examples {
  /** [n, width] */
  readonly vectors: Float32Array;
  /** [n] 1 or -1: how each votes */
  readonly coefficients: Float32Array;
  readonly width: number;
  readonly k: number;
  /** [n] squared distance of each from the space that the rows lie in; undefined: 0 */
  readonly outside?: Float32Array | undefined;
}

/**
 * The mean vote of the k nearest examples, each weighed by the inverse of its distance; examples at no distance decide alone
 * (scikit-learn's KNeighborsClassifier with weights="distance"; Dudani 1976, IEEE Transactions on Systems, Man, and Cybernetics
 * 6:325-327, has a like rule).
 * @param rows [m, width]
 * @param outside [m] squared distance of each row from that space; undefined: 0
 * @returns [m] -1..1; NaN for rows with NaN
 */
export function nearestVotes(
  { vectors, coefficients, width, k, outside: theirs }: Examples,
  rows: Float32Array,
  outside?: Float32Array,
): Float32Array {
  const votes = new Float32Array(rows.length / width).fill(NaN);
  const squares = new Float64Array(k);
  const signs = new Float64Array(k);
  for (let row = 0; row < votes.length; row++) {
    if (Number.isNaN(rows[row * width] ?? NaN)) continue;
    squares.fill(Infinity);
    for (let example = 0; example < coefficients.length; example++) {
      const bound = squares[k - 1] ?? 0;
      let squared = (theirs?.[example] ?? 0) + (outside?.[row] ?? 0);
      for (let from = 0; from < width && squared < bound; from += AT_ONCE) {
        const to = Math.min(width, from + AT_ONCE);
        for (let i = from, a = row * width + from, b = example * width + from; i < to; i++, a++, b++) {
          const difference = (rows[a] ?? NaN) - (vectors[b] ?? NaN);
          squared += difference * difference;
        }
      }
      if (!(squared < bound)) continue;
      let place = k - 1;
      for (; place > 0 && (squares[place - 1] ?? 0) > squared; place--) {
        squares[place] = squares[place - 1] ?? 0;
        signs[place] = signs[place - 1] ?? 0;
      }
      squares[place] = squared;
      signs[place] = coefficients[example] ?? 0;
    }
    votes[row] = weighed(squares, signs);
  }
  return votes;
}

function weighed(squares: Float64Array, signs: Float64Array): number {
  const isSame = squares[0] === 0;
  let votes = 0;
  let weights = 0;
  for (const [at, squared] of squares.entries()) {
    const weight = isSame ? Number(squared === 0) : 1 / Math.sqrt(squared);
    votes += weight * (signs[at] ?? 0);
    weights += weight;
  }
  return votes / weights;
}
