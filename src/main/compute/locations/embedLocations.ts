import type { Copies } from '../../../shared/contract/compute';
import { PATCH_SIZE, PATCH_VALUES } from '../../../shared/terrain/patch';
import type { Samples } from '../../terrain/patch/sampleLocations';
import type { Terrain } from '../../terrain/terrain';
import type { Encoder } from '../encoders/encoder';
import { symmetryPermutations } from '../encoders/symmetry';

const permutations = symmetryPermutations(PATCH_SIZE);

/**
 * Embeds the patches that exist at locations.
 * @param locations [n, 2] lon, lat in degrees
 * @param copies 8 to embed each patch in its eight rotations and mirrorings as well
 * @returns embeddings [n x copies, size], the copies of a location together, zeros where the patch does not exist; and valid [n]
 */
export async function embedLocations(
  terrain: Terrain,
  encoder: Encoder,
  locations: Float64Array,
  radiusM: number,
  copies: Copies,
): Promise<{ embeddings: Float32Array; valid: Uint8Array }> {
  return embedSamples(encoder, await terrain.samplePatches(locations, radiusM), copies);
}

/**
 * Embeds the patches that exist among some.
 * @param samples [n, 289] metres
 * @param into where a formula may write embeddings of one copy; may be the values of the samples. Default: a new array
 * @returns as `embedLocations`
 */
export function embedSamples(
  encoder: Encoder,
  { values, valid }: Samples,
  copies: Copies,
  into?: Float32Array,
): { embeddings: Float32Array; valid: Uint8Array } {
  const { size } = encoder;
  if (copies === 1 && !valid.includes(0))
    return {
      embeddings: encoder.embed(values, into?.length === valid.length * size ? into : undefined),
      valid,
    };
  const embeddings = new Float32Array(valid.length * copies * size);
  const places = [...valid.keys()].filter((place) => valid[place] === 1);
  if (places.length === 0) return { embeddings, valid };
  const patches = new Float32Array(places.length * copies * PATCH_VALUES);
  for (const [index, place] of places.entries()) {
    const patch = values.subarray(place * PATCH_VALUES, (place + 1) * PATCH_VALUES);
    const at = index * copies * PATCH_VALUES;
    if (copies === 1) patches.set(patch, at);
    else writeCopies(patch, patches.subarray(at, at + copies * PATCH_VALUES));
  }
  const embedded = encoder.embed(patches);
  const width = copies * size;
  for (const [index, place] of places.entries()) {
    embeddings.set(embedded.subarray(index * width, (index + 1) * width), place * width);
  }
  return { embeddings, valid };
}

/** Writes a patch in its eight rotations and mirrorings. */
function writeCopies(patch: Float32Array, copies: Float32Array): void {
  let at = 0;
  for (const permutation of permutations) {
    for (const cell of permutation) copies[at++] = patch[cell] ?? NaN;
  }
}
