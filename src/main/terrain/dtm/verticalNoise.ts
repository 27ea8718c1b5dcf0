import { Random } from '../../../shared/statistics/random';
import type { Dtm } from './dtm';

/** Edge of the squares that a surface is fitted to, pixels: so small that little of the ground's own shape is left over. */
const EDGE = 9;
const PIXELS = EDGE * EDGE;

/** Corners, middles of the edges, and middle of a square: where the relief of its surface is taken. */
const NINE = [0, (EDGE - 1) / 2, EDGE - 1].flatMap((row, _, all) => all.map((column) => row * EDGE + column));

/** Pixels that are read at most, about: of a DTM of 40,000 x 40,000 one in four hundred, in about a second. */
const MOST_PIXELS = 4 * 1024 * 1024;

/** Share of the squares that count as the flattest, and how many there are at least: fewer would be left to chance. */
const FLATTEST_SHARE = 0.005;
const FLATTEST_LEAST = 32;

/** Steps in which elevations are stored, metres: a foot, then the coarsest first. */
const STEPS_M = [0.3048, 1, 0.5, 0.25, 0.1, 0.05, 0.01];

/** What a square tells. */
interface Square {
  /** Highest less lowest value of the fitted surface at nine points, metres. */
  readonly reliefM: number;
  /** Variance of the residuals, square metres. */
  readonly variance: number;
}

/**
 * The vertical noise of a DTM, metres, one standard deviation: what its elevations vary by where the ground is smooth.
 *
 * Quadratic surfaces are fitted by least squares to squares of 9 x 9 pixels in sampled blocks (the polynomial of Evans 1972,
 * Wood 1996). Of those whose fitted surface has the least relief, the median of the residuals' variances is taken: fit and
 * residuals of white noise are independent, so that choosing by the one does not bias the other. Noise that neighbouring
 * pixels share, as in SRTM, counts by what of it changes within 9 pixels. Squares that are level in more than half of their
 * pixels are water, flattened by the DTM's makers, and are left out. At the least, noise is what rounding to the step of the
 * stored elevations brings: step / sqrt(12).
 * @returns null where there are no data
 * @throws UserError `truncated-file` when the file cannot be decoded
 */
export async function verticalNoiseM(dtm: Dtm): Promise<number | null> {
  const squares: Square[] = [];
  const steps = [...STEPS_M];
  let hasData = false;
  for await (const { values, width, height } of sampledBlocks(dtm)) {
    hasData ||= values.some((value) => !Number.isNaN(value));
    while (steps[0] !== undefined && !isRounded(values, steps[0])) steps.shift();
    for (let top = 0; top + EDGE <= height; top += EDGE) {
      for (let left = 0; left + EDGE <= width; left += EDGE) {
        const square = measure(values, top * width + left, width);
        if (square !== null) squares.push(square);
      }
    }
  }
  if (!hasData) return null;
  squares.sort((a, b) => a.reliefM - b.reliefM);
  const flattest = squares.slice(0, Math.max(FLATTEST_LEAST, Math.ceil(FLATTEST_SHARE * squares.length)));
  const variances = Float64Array.from(flattest, ({ variance }) => variance).sort();
  const variance = variances[Math.floor(variances.length / 2)] ?? 0;
  return Math.max((steps[0] ?? 0) / Math.sqrt(12), Math.sqrt(variance));
}

interface Block {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Some of the windows that are cheapest to read, all of them where the DTM is small; the same ones every time. */
async function* sampledBlocks(dtm: Dtm): AsyncGenerator<Block> {
  const { width, height } = dtm.metadata;
  const blockWidth = Math.min(width, Math.max(EDGE, dtm.blockWidth));
  const most = Math.max(EDGE, Math.floor(MOST_PIXELS / blockWidth));
  const blockHeight = Math.min(height, most, Math.max(EDGE, dtm.blockHeight));
  const across = Math.ceil(width / blockWidth);
  const blocks = Uint32Array.from({ length: across * Math.ceil(height / blockHeight) }, (_, block) => block);
  let left = MOST_PIXELS;
  for (const block of new Random(0).shuffle(blocks)) {
    const column = (block % across) * blockWidth;
    const row = Math.floor(block / across) * blockHeight;
    const size = [Math.min(blockWidth, width - column), Math.min(blockHeight, height - row)] as const;
    if (dtm.isVoid?.(column, row, ...size) === true) continue;
    yield { values: await dtm.read(column, row, ...size), width: size[0], height: size[1] };
    left -= size[0] * size[1];
    if (left <= 0) return;
  }
}

/** Whether all elevations are multiples of a step, as far as Float32 can say. */
function isRounded(values: Float32Array, stepM: number): boolean {
  return values.every((value) => {
    if (Number.isNaN(value)) return true;
    const steps = value / stepM;
    return Math.abs(steps - Math.round(steps)) <= 0.001 + 2e-7 * Math.abs(steps);
  });
}

/** The six terms of a quadratic surface over a square, orthonormal: [6, 81]. */
const terms = orthonormal(
  [
    () => 1,
    (x: number) => x,
    (_: number, y: number) => y,
    (x: number) => x * x,
    (x: number, y: number) => x * y,
    (_: number, y: number) => y * y,
  ].map((term) =>
    Float64Array.from({ length: PIXELS }, (_, pixel) =>
      term((pixel % EDGE) - (EDGE - 1) / 2, Math.floor(pixel / EDGE) - (EDGE - 1) / 2),
    ),
  ),
);

/** Gram and Schmidt's way to orthonormal vectors. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const found: Float64Array[] = [];
  for (const vector of vectors) {
    const own = vector.slice();
    for (const other of found) {
      const share = dot(vector, other);
      for (const [index, value] of other.entries()) own[index] = (own[index] ?? 0) - share * value;
    }
    const length = Math.sqrt(dot(own, own));
    found.push(own.map((value) => value / length));
  }
  return found;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

const square = new Float64Array(PIXELS);
const fitted = new Float64Array(NINE.length);

/** Fits a surface to the square whose first pixel is at `from`; null where data are missing or it is water. */
function measure(values: Float32Array, from: number, stride: number): Square | null {
  const base = values[from] ?? NaN;
  let sum = 0;
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const value = (values[from + Math.floor(pixel / EDGE) * stride + (pixel % EDGE)] ?? NaN) - base;
    square[pixel] = value;
    sum += value;
  }
  if (Number.isNaN(sum) || isMostlyLevel(square)) return null;
  fitted.fill(0);
  let squares = dot(square, square);
  for (const term of terms) {
    const share = dot(square, term);
    squares -= share * share;
    for (const [point, pixel] of NINE.entries())
      fitted[point] = (fitted[point] ?? 0) + share * (term[pixel] ?? 0);
  }
  const reliefM = Math.max(...fitted) - Math.min(...fitted);
  return { reliefM, variance: Math.max(0, squares) / (PIXELS - terms.length) };
}

/** Whether more than half of the values are the same: the vote of Boyer and Moore finds which one that would be. */
function isMostlyLevel(values: Float64Array): boolean {
  let candidate = 0;
  let votes = 0;
  for (const value of values) {
    if (votes === 0) candidate = value;
    votes += value === candidate ? 1 : -1;
  }
  let count = 0;
  for (const value of values) if (value === candidate) count += 1;
  return 2 * count > values.length;
}
