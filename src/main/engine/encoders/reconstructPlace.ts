import type { PlaceReconstruction } from '../../../shared/contract/encoders';
import { UserError } from '../../../shared/errors';
import { metres } from '../../../shared/format';
import type { Project } from '../context';
import { encoderWeights } from './encoders';

/**
 * The patch at a place through an encoder and back through its decoder, beside the true terrain.
 * @throws UserError `outside-terrain` where there is no whole patch, `bad-input` for an encoder without decoder
 */
export async function reconstructPlace(
  project: Project,
  {
    encoderId,
    lonDeg,
    latDeg,
    radiusM,
  }: { encoderId: number; lonDeg: number; latDeg: number; radiusM: number },
  signal: AbortSignal,
): Promise<PlaceReconstruction> {
  const found = await project.compute.encoders.reconstruct(
    {
      encoder: await encoderWeights(project.database, encoderId),
      terrain: await project.terrainSources(),
      locations: Float64Array.of(lonDeg, latDeg),
      radiusM,
    },
    signal,
  );
  if (found.valid[0] !== 1) {
    throw new UserError(
      'outside-terrain',
      `There is no whole patch of ${metres(radiusM)} here: it touches the edge of the terrain or no-data. ` +
        'Choose another place, or a smaller radius.',
    );
  }
  const detailed = found.detailed[0] === 1;
  return {
    factor: found.factor,
    rangeM: found.rangeM[0] ?? NaN,
    input: found.inputs,
    decoded: found.decoded,
    truth: detailed ? found.truth : null,
    l1: detailed ? (found.l1[0] ?? null) : null,
    l1Bilinear: detailed ? (found.l1Bilinear[0] ?? null) : null,
  };
}
