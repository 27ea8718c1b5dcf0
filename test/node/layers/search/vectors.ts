import fc from 'fast-check';
import type { LayerChunk, Rotation } from '../../../../src/shared/contract/layerForm';
import { Random } from '../../../../src/shared/statistics/random';
import { storedForm } from '../../../../src/main/compute/layerForm/storedForm';
import { CHUNK_SIZE } from '../../../../src/main/layers/layer';

/** Values of an embedding in these tests. */
export const SIZE = 36;

/** Chunks of vectors as a layer stores them, and as they were. */
export interface Vectors {
  readonly rotation: Rotation;
  /** [vectors, SIZE] */
  readonly embeddings: Float32Array;
  /** [vectors] 1 where there is one */
  readonly valid: Uint8Array;
  readonly chunks: readonly Pick<LayerChunk, 'near' | 'far' | 'scale' | 'error'>[];
}

/**
 * Vectors of many kinds: variances that fall off along the axes as those of embeddings, clusters, duplicates, zeros,
 * and all sizes.
 */
export const someVectors: fc.Arbitrary<Vectors> = fc
  .record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    chunkCount: fc.integer({ min: 1, max: 2 }),
    kept: fc.constantFrom(16, 32),
    /** How fast variances fall. */
    decay: fc.constantFrom(0, 0.05, 0.3),
    clusters: fc.constantFrom(0, 1, 5),
    size: fc.constantFrom(1e-12, 1e-3, 1, 1e9),
    /** How much longer some vectors are than others. */
    spread: fc.constantFrom(1, 1e4),
    /** How far from the origin their mean is. */
    offset: fc.constantFrom(0, 3),
    kind: fc.constantFrom('any', 'any', 'any', 'constant', 'zero'),
    missing: fc.constantFrom(0.9, 0.97, 1),
  })
  .map((recipe) => vectorsOf(recipe));

interface Recipe {
  readonly seed: number;
  readonly chunkCount: number;
  readonly kept: number;
  readonly decay: number;
  readonly clusters: number;
  readonly size: number;
  readonly spread: number;
  readonly offset: number;
  readonly kind: 'any' | 'constant' | 'zero';
  readonly missing: number;
}

function vectorsOf(recipe: Recipe): Vectors {
  const { seed, chunkCount, kept, decay, clusters, size, spread, offset, kind, missing } = recipe;
  const random = new Random(seed);
  const normal = (): number => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += random.nextFloat();
    return sum;
  };
  const turn = orthonormal(SIZE, normal);
  const mean = Float32Array.from({ length: SIZE }, () => offset * size * normal());
  const draw = (length: number): number[] =>
    Array.from({ length: SIZE }, (_, axis) => length * normal() * Math.exp(-decay * axis));
  const middles = Array.from({ length: clusters }, () => draw(1));
  const count = chunkCount * CHUNK_SIZE;
  const embeddings = new Float32Array(count * SIZE);
  const valid = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    if (random.nextFloat() < missing) continue;
    valid[row] = 1;
    if (kind === 'zero') continue;
    const place = row * SIZE;
    if (kind === 'constant') embeddings.set(mean, place);
    else if (row > 0 && random.nextFloat() < 0.05) embeddings.copyWithin(place, place - SIZE, place);
    else {
      const length = random.nextFloat() < 0.5 ? 1 : spread;
      const middle = clusters === 0 ? null : middles[random.nextInt(clusters)];
      const along = draw(middle === null ? length : 0.1 * length).map(
        (value, i) => value + (middle?.[i] ?? 0),
      );
      for (let i = 0; i < SIZE; i++) {
        let sum = mean[i] ?? NaN;
        for (let axis = 0; axis < SIZE; axis++)
          sum += size * (along[axis] ?? NaN) * (turn[axis * SIZE + i] ?? NaN);
        embeddings[place + i] = sum;
      }
    }
  }
  const rotation = { mean, axes: Float32Array.from(turn.subarray(0, kept * SIZE)) };
  const chunks = Array.from({ length: chunkCount }, (_, chunk) =>
    storedForm(rotation)(
      embeddings.subarray(chunk * CHUNK_SIZE * SIZE, (chunk + 1) * CHUNK_SIZE * SIZE),
      valid.subarray(chunk * CHUNK_SIZE, (chunk + 1) * CHUNK_SIZE),
    ),
  );
  return { rotation, embeddings, valid, chunks };
}

/** Orthonormal rows, by Gram and Schmidt, twice over. @returns [size, size] */
function orthonormal(size: number, normal: () => number): Float64Array {
  const rows = Float64Array.from({ length: size * size }, normal);
  for (let row = 0; row < size; row++) {
    const own = rows.subarray(row * size, (row + 1) * size);
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < row; other++) {
        const before = rows.subarray(other * size, (other + 1) * size);
        const product = own.reduce((sum, value, i) => sum + value * (before[i] ?? NaN), 0);
        for (const [i, value] of before.entries()) own[i] = (own[i] ?? NaN) - product * value;
      }
    }
    const length = Math.hypot(...own);
    for (let i = 0; i < size; i++) own[i] = (own[i] ?? NaN) / length;
  }
  return rows;
}

/** Queries near and far from some vectors: one of them, one moved a little, and anything. */
export function queriesAmong({ embeddings }: Vectors, seed: number, count: number): Float32Array[] {
  const random = new Random(seed);
  const vectors = embeddings.length / SIZE;
  return Array.from({ length: count }, () => {
    const own = random.nextInt(vectors) * SIZE;
    const other = random.nextInt(vectors) * SIZE;
    const share = [0, 0.01, 0.5, 3][random.nextInt(4)] ?? 0;
    return Float32Array.from({ length: SIZE }, (_, i) => {
      const value = embeddings[own + i] ?? NaN;
      return value + share * ((embeddings[other + i] ?? NaN) - value);
    });
  });
}
