import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestBounds, rotateQuery } from '../../../../src/main/layers/search/distanceBounds';
import { NearAxes } from '../../../../src/main/layers/search/nearAxes';
import { CHUNK_SIZE } from '../../../../src/main/layers/layer';
import { queriesAmong, SIZE, someVectors, type Vectors } from './vectors';

/** Distance of a vector to the nearest query, in double precision. */
function distanceOf({ embeddings }: Vectors, row: number, queries: readonly Float32Array[]): number {
  const own = embeddings.subarray(row * SIZE, (row + 1) * SIZE);
  return Math.min(...queries.map((query) => Math.hypot(...query.map((value, i) => value - (own[i] ?? NaN)))));
}

const seeds = fc.record({ seed: fc.integer({ min: 0, max: 1e6 }), copies: fc.constantFrom(1, 8) });

describe('bounds of distances', () => {
  it('hold for distances scanned in double precision, for any vectors', () => {
    fc.assert(
      fc.property(someVectors, seeds, (vectors, { seed, copies }) => {
        const queries = queriesAmong(vectors, seed, copies);
        const rotated = queries.map((query) => rotateQuery(vectors.rotation, query));
        for (const [index, chunk] of vectors.chunks.entries()) {
          for (let cell = 0; cell < CHUNK_SIZE; cell++) {
            const row = index * CHUNK_SIZE + cell;
            if (vectors.valid[row] !== 1) continue;
            const { lower, upper } = nearestBounds(rotated, chunk, cell);
            const distance = distanceOf(vectors, row, queries);
            if (!(lower <= distance && distance <= upper)) throw new Error(`${lower} ${distance} ${upper}`);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('are tight where the axes hold nearly all the variance', () => {
    // One axis of sixteen carries all: what is left is rounding, half of 10 / 127 at most.
    const axes = new Float32Array(16 * SIZE);
    for (let axis = 0; axis < 16; axis++) axes[axis * SIZE + axis] = 1;
    const rotation = { mean: new Float32Array(SIZE), axes };
    const near = new Int8Array(16);
    near[0] = 127;
    const scale = Float32Array.of(10 / 127);
    const query = new Float32Array(SIZE);
    query[0] = 13;
    query[20] = 4;
    const { lower, upper } = nearestBounds(
      [rotateQuery(rotation, query)],
      { near, far: new Int8Array(), scale, error: Float32Array.of(0.5) },
      0,
    );
    // Inside 3 within half a diagonal of the scale, 2 x 10 / 127; outside 4 within the error.
    expect(lower).toBeCloseTo(Math.hypot(3 - 20 / 127, 3.5), 2);
    expect(upper).toBeCloseTo(5.5, 2);
  });
});

describe('the first axes', () => {
  it('skip no cell within reach, and include only existing cells', () => {
    fc.assert(
      fc.property(
        someVectors,
        seeds,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (vectors, { seed, copies }, rank) => {
          const queries = queriesAmong(vectors, seed, copies);
          const nearAxes = new NearAxes(queries.map((query) => rotateQuery(vectors.rotation, query)));
          for (const [index, chunk] of vectors.chunks.entries()) {
            const rows = [...vectors.valid.keys()].filter(
              (row) => Math.floor(row / CHUNK_SIZE) === index && vectors.valid[row] === 1,
            );
            const distances = rows.map((row) => distanceOf(vectors, row, queries));
            const reach =
              [...distances].sort((a, b) => a - b)[Math.floor(rank * (distances.length - 1))] ?? 0;
            const cells = new Set(nearAxes.within(chunk, reach));
            for (const [at, row] of rows.entries())
              if ((distances[at] ?? NaN) <= reach) expect(cells).toContain(row % CHUNK_SIZE);
            for (const cell of cells) expect(vectors.valid[index * CHUNK_SIZE + cell]).toBe(1);
            expect([...nearAxes.within(chunk, Infinity)]).toEqual(rows.map((row) => row % CHUNK_SIZE));
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
