import type { HeadModel } from '../../../shared/contract/compute';
import type { LonLat } from '../../../shared/geo/lonLat';
import { PATCH_VALUES } from '../../../shared/terrain/patch';
import type { Terrain } from '../../terrain/terrain';
import { embedSamples } from '../locations/embedLocations';
import type { Encoder } from '../encoders/encoder';
import { predictHead } from './predictHead';

/**
 * What heads say of one location at several radii: its patches are embedded as one batch.
 * @param heads of this encoder
 * @returns [heads, radii] probabilities, NaN where no patch exists
 */
export async function predictAcrossRadii(
  terrain: Terrain,
  encoder: Encoder,
  heads: readonly HeadModel[],
  { lonDeg, latDeg }: LonLat,
  radiiM: readonly number[],
): Promise<Float32Array> {
  const location = Float64Array.of(lonDeg, latDeg);
  const values = new Float32Array(radiiM.length * PATCH_VALUES);
  const valid = new Uint8Array(radiiM.length);
  for (const [index, radiusM] of radiiM.entries()) {
    const sample = await terrain.samplePatches(location, radiusM);
    values.set(sample.values, index * PATCH_VALUES);
    valid.set(sample.valid, index);
  }
  const curves = new Float32Array(heads.length * radiiM.length).fill(NaN);
  for (const copies of new Set(heads.map((head) => head.copies))) {
    const { embeddings } = embedSamples(encoder, { values, valid }, copies);
    for (const [row, head] of heads.entries()) {
      if (head.copies !== copies) continue;
      const { probabilities } = predictHead(head, embeddings);
      for (const [index, exists] of valid.entries()) {
        if (exists === 1) curves[row * radiiM.length + index] = probabilities[index] ?? NaN;
      }
    }
  }
  return curves;
}
