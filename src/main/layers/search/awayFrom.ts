import { squaredDistances } from './nearest';

/** How far a query moves away from what it is not to be like, as a share of its distance to that. */
const AWAY = 0.5;

/**
 * Moves queries away from what they are not to be like, by Rocchio's rule (Rocchio 1971, in Salton, The SMART Retrieval System,
 * 313-323; Salton & Buckley 1990, JASIS 41:288-297): q' = q + gamma (q - mean of the others). Weights sum to 1, so that the origin of
 * the embeddings, which means nothing, does not matter. Of an example's copies the one nearest to the query counts: rotations and
 * mirrorings of two places match in pairs.
 * @param queries each [size]
 * @param others examples, each as a list of copies, [size] each
 */
export function awayFrom(
  queries: readonly Float32Array[],
  others: readonly (readonly Float32Array[])[],
): Float32Array[] {
  return queries.map((query) => {
    const moved = query.map((value) => value * (1 + AWAY));
    for (const copies of others) {
      for (const [i, value] of nearestTo(query, copies).entries())
        moved[i] = (moved[i] ?? NaN) - (AWAY / others.length) * value;
    }
    return moved;
  });
}

/** The nearest of some embeddings. */
function nearestTo(query: Float32Array, copies: readonly Float32Array[]): Float32Array {
  const distances = copies.map((copy) => {
    const squared = new Float32Array(1);
    squaredDistances(copy, query, squared);
    return squared[0] ?? NaN;
  });
  return copies[distances.indexOf(Math.min(...distances))] ?? query;
}
