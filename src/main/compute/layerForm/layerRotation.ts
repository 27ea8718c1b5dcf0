import type { Rotation } from '../../../shared/contract/layerForm';
import { UserError } from '../../../shared/errors';
import { NEAR_AXES } from '../../layers/layer';
import type { Terrain } from '../../terrain/terrain';
import { embedLocations } from '../locations/embedLocations';
import type { Encoder } from '../encoders/encoder';
import { principalComponents } from '../numeric/principalComponents';
import { Rows } from '../numeric/rows';

/** Patches that the axes are found of. */
const SAMPLE = 2048;

/** Share of the sample's variance that the kept axes hold. */
const KEPT_SHARE = 0.99;

const SEED = 1;

/**
 * Axes for the embeddings of a terrain by an encoder at a radius: the principal ones of a random sample, as many as hold 99 % of
 * its variance, rounded up to a multiple of 16. Where hardly any place has a patch, all are kept. TensorFlow must be loaded.
 */
export async function layerRotation(terrain: Terrain, encoder: Encoder, radiusM: number): Promise<Rotation> {
  const { size } = encoder;
  const embeddings = await sampleOf(terrain, encoder, radiusM);
  const rows = new Rows(size);
  rows.add(embeddings ?? new Float32Array(size));
  const { mean, basis, variances, totalVariance } = principalComponents(rows, size);
  const wanted = embeddings === null ? size : axesThatHold(variances, totalVariance * KEPT_SHARE);
  const kept = Math.min(Math.ceil(wanted / NEAR_AXES), Math.floor(size / NEAR_AXES)) * NEAR_AXES;
  const axes = new Float32Array(kept * size);
  for (let axis = 0; axis < kept; axis++)
    for (let i = 0; i < size; i++) axes[axis * size + i] = basis[i * size + axis] ?? NaN;
  return { mean, axes };
}

/** Embeddings of random patches, [SAMPLE, size]; null where hardly any place has one. */
async function sampleOf(terrain: Terrain, encoder: Encoder, radiusM: number): Promise<Float32Array | null> {
  try {
    const locations = await terrain.randomLocations(SAMPLE, radiusM, SEED);
    return (await embedLocations(terrain, encoder, locations, radiusM, 1)).embeddings;
  } catch (error) {
    if (error instanceof UserError && error.code === 'outside-terrain') return null;
    throw error;
  }
}

/** How many of the first axes hold a variance, at least one. */
function axesThatHold(variances: Float32Array, wanted: number): number {
  let held = variances[0] ?? 0;
  let count = 1;
  while (held < wanted && count < variances.length) held += variances[count++] ?? 0;
  return count;
}
