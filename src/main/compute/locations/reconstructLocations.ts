import { UserError } from '../../../shared/errors';
import { PATCH_SIZE, PATCH_VALUES } from '../../../shared/terrain/patch';
import { normalisePatches, normaliseTargets } from '../../terrain/patch/normalise';
import type { Samples } from '../../terrain/patch/sampleLocations';
import type { Terrain } from '../../terrain/terrain';
import type { Encoder } from '../encoders/encoder';
import { bilinearUpsample, meanAbsoluteDifference } from '../numeric/bilinear';
import { keepRows } from '../numeric/rows';

/** What `encoders.reconstruct` answers; what does not exist is NaN. */
interface Reconstructions {
  readonly factor: number;
  readonly valid: Uint8Array;
  readonly detailed: Uint8Array;
  readonly rangeM: Float32Array;
  readonly inputs: Float32Array;
  readonly decoded: Float32Array;
  readonly truth: Float32Array;
  readonly l1: Float32Array;
  readonly l1Bilinear: Float32Array;
}

/**
 * Encodes and decodes the patches of locations and compares with the ground (paper, algorithm 1).
 * @param name the encoder's, for messages
 * @param locations [n, 2] lon, lat in degrees
 * @throws UserError `bad-input` when the encoder has no decoder
 */
export async function reconstructLocations(
  terrain: Terrain,
  { decoder }: Encoder,
  name: string,
  locations: Float64Array,
  radiusM: number,
): Promise<Reconstructions> {
  if (decoder === null) {
    throw new UserError(
      'bad-input',
      `The encoder ${name} has no decoder, so it cannot reconstruct. Take one that has, for example topo2vec-4.`,
    );
  }
  const { factor } = decoder;
  const count = locations.length / 2;
  const size = ((PATCH_SIZE - 1) * factor) ** 2;
  const patches = await terrain.samplePatches(locations, radiusM);
  const { values: inputs, minM, rangeM } = normalisePatches(patches.values);
  const targets = await targetsOf(terrain, locations, radiusM, factor);
  const truth = normaliseTargets(targets.values, minM, rangeM);
  const decoded = new Float32Array(count * size).fill(NaN);
  const places = [...patches.valid.keys()].filter((place) => patches.valid[place] === 1);
  const whole = decoder.reconstruct(keepRows(inputs, PATCH_VALUES, patches.valid));
  for (const [row, place] of places.entries()) {
    decoded.set(whole.subarray(row * size, (row + 1) * size), place * size);
  }
  const bilinear = bilinearUpsample(inputs, factor);
  const differences = (values: Float32Array): Float32Array =>
    Float32Array.from({ length: count }, (_, place) => {
      const [from, to] = [place * size, (place + 1) * size];
      return meanAbsoluteDifference(values.subarray(from, to), truth.subarray(from, to));
    });
  return {
    factor,
    valid: patches.valid,
    detailed: Uint8Array.from(patches.valid, (valid, place) => valid & (targets.valid[place] ?? 0)),
    rangeM: rangeM.map((metres, place) => (patches.valid[place] === 1 ? metres : NaN)),
    inputs,
    decoded,
    truth,
    l1: differences(decoded),
    l1Bilinear: differences(bilinear),
  };
}

/** The finer patches as they are; none where no DTM has their detail. */
async function targetsOf(
  terrain: Terrain,
  locations: Float64Array,
  radiusM: number,
  factor: number,
): Promise<Samples> {
  if (radiusM >= terrain.smallestTargetRadiusM(factor))
    return terrain.sampleTargets(locations, radiusM, factor);
  const count = locations.length / 2;
  const values = new Float32Array(count * ((PATCH_SIZE - 1) * factor) ** 2).fill(NaN);
  return { values, valid: new Uint8Array(count) };
}
