import { throwIfAborted } from '../../../shared/errors';
import { PATCH_VALUES } from '../../../shared/terrain/patch';
import { normalisePatches, normaliseTargets } from '../../terrain/patch/normalise';
import type { Terrain } from '../../terrain/terrain';
import type { Place } from './trainingTerrains';
import { keepRows, Rows } from '../numeric/rows';

/** Pairs of a patch and its finer target. */
export interface TrainingSet {
  /** [n, 289] normalised to 0..1 */
  readonly inputs: Rows;
  /** [n, (16 k)^2] normalised with their inputs' minimum and range */
  readonly targets: Rows;
}

/** Pairs at one radius. */
export interface Images {
  /** [n, 289] normalised to 0..1 */
  readonly inputs: Float32Array;
  /** [n, (16 k)^2] normalised with their inputs' minimum and range */
  readonly targets: Float32Array;
}

/**
 * Samples patches and their targets. Yields the number of pairs sampled so far; returns the set. Places without a whole
 * patch or target are left out.
 * @param factor fractal factor k
 */
export async function* sampleTrainingSet(
  places: readonly Place[],
  factor: number,
  signal: AbortSignal,
): AsyncGenerator<number, TrainingSet> {
  const inputs = new Rows(PATCH_VALUES);
  const targets = new Rows((16 * factor) ** 2);
  for (const { terrain, locations, radiusM } of places) {
    throwIfAborted(signal);
    const images = await sampleImages(terrain, locations, radiusM, factor);
    inputs.add(images.inputs);
    targets.add(images.targets);
    yield inputs.size;
  }
  return { inputs, targets };
}

/**
 * Patches and targets of locations at one radius.
 * @param locations [n, 2] lon, lat in degrees
 * @param factor fractal factor k
 */
export async function sampleImages(
  terrain: Terrain,
  locations: Float64Array,
  radiusM: number,
  factor: number,
): Promise<Images> {
  const patches = await terrain.samplePatches(locations, radiusM);
  const finer = await terrain.sampleTargets(locations, radiusM, factor);
  const whole = Uint8Array.from(patches.valid, (valid, i) => valid & (finer.valid[i] ?? 0));
  const { values: inputs, minM, rangeM } = normalisePatches(keepRows(patches.values, PATCH_VALUES, whole));
  const targets = keepRows(finer.values, (16 * factor) ** 2, whole);
  normaliseTargets(targets, minM, rangeM, targets);
  return { inputs, targets };
}
