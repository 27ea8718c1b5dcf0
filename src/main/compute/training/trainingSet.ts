import { PATCH_VALUES } from '../../../shared/patch';
import { throwIfAborted } from '../../../shared/errors';
import { normalisePatches, normaliseTargets } from '../../terrain/patch/normalise';
import type { Terrain } from '../../terrain/terrain';

/** Locations sampled between two reports of progress. */
const CHUNK = 1024;

/** Pairs of a patch and its finer target, in chunks of one radius each. */
export interface TrainingSet {
  readonly chunks: readonly TrainingChunk[];
  /** Pairs in all. */
  readonly size: number;
  /** Values of one target: (16 k)^2. */
  readonly targetValues: number;
}

export interface TrainingChunk {
  readonly radiusM: number;
  /** [n, 289] normalised to 0..1 */
  readonly inputs: Float32Array;
  /** [n, (16 k)^2] normalised with their inputs' minimum and range */
  readonly targets: Float32Array;
}

/**
 * Samples patches and their targets around locations, each location at every radius (paper, algorithm 1).
 * Yields the number of images sampled so far; returns the set. Places without a whole patch or target are left out.
 * @param locations [n, 2] lon, lat in degrees
 * @param factor fractal factor k
 */
export async function* sampleTrainingSet(
  terrain: Terrain,
  locations: Float64Array,
  radiiM: readonly number[],
  factor: number,
  signal?: AbortSignal,
): AsyncGenerator<number, TrainingSet> {
  const count = locations.length / 2;
  const targetValues = (16 * factor) ** 2;
  const chunks: TrainingChunk[] = [];
  let size = 0;
  for (let from = 0; from < count; from += CHUNK) {
    for (const radiusM of radiiM) {
      throwIfAborted(signal);
      const some = locations.subarray(from * 2, Math.min(count, from + CHUNK) * 2);
      const patches = await terrain.samplePatches(some, radiusM);
      const finer = await terrain.sampleTargets(some, radiusM, factor);
      const whole = Uint8Array.from(patches.valid, (valid, i) => valid & (finer.valid[i] ?? 0));
      const { values: inputs, minM, rangeM } = normalisePatches(keep(patches.values, PATCH_VALUES, whole));
      const targets = keep(finer.values, targetValues, whole);
      normaliseTargets(targets, minM, rangeM, targets);
      chunks.push({ radiusM, inputs, targets });
      size += minM.length;
      yield size;
    }
  }
  return { chunks, size, targetValues };
}

/** Images of one radius, as sampleTrainingSet makes them. */
export async function sampleImages(
  terrain: Terrain,
  locations: Float64Array,
  radiusM: number,
  factor: number,
  signal?: AbortSignal,
): Promise<TrainingChunk> {
  const sampling = sampleTrainingSet(terrain, locations, [radiusM], factor, signal);
  for (;;) {
    const sampled = await sampling.next();
    if (sampled.done !== true) continue;
    const { chunks } = sampled.value;
    return {
      radiusM,
      inputs: joined(chunks.map(({ inputs }) => inputs)),
      targets: joined(chunks.map(({ targets }) => targets)),
    };
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The rows whose flag is set. */
function keep(rows: Float32Array, width: number, flags: Uint8Array): Float32Array<ArrayBuffer> {
  const kept = new Float32Array(flags.reduce((sum, flag) => sum + flag, 0) * width);
  let at = 0;
  flags.forEach((flag, row) => {
    if (flag === 0) return;
    kept.set(rows.subarray(row * width, (row + 1) * width), at);
    at += width;
  });
  return kept;
}
