import type { EncoderInfo } from '../../../shared/contract/encoders';
import type { Copies } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import { lonLatPairs, type LonLat } from '../../../shared/geo/lonLat';
import type { Project } from '../context';
import { encoderWeights } from '../encoders/encoders';
import { awayFrom } from './awayFrom';

/** What is looked for. */
export interface Examples {
  /** What look-alikes are like; their mean counts. */
  readonly locations: readonly LonLat[];
  /** What they are not like. */
  readonly unlike: readonly LonLat[];
  /** Of the patches of both, metres. */
  readonly radiusM: number;
  /** Whether a rotated or mirrored look-alike counts as farther away. */
  readonly orientationMatters: boolean;
}

/**
 * What embeddings are compared with to find look-alikes: the mean embedding of the locations (paper, section 3.5), moved away from
 * what look-alikes are not like. Unless orientation matters, there are eight: of the locations in their rotations and
 * mirrorings.
 * @returns each [size]
 * @throws UserError `outside-terrain` when an example has no whole patch, and what compute throws
 */
export async function queriesOf(
  project: Project,
  { id, card }: Pick<EncoderInfo, 'id' | 'card'>,
  { locations, unlike, radiusM, orientationMatters }: Examples,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const copies = orientationMatters || card.invariant ? 1 : 8;
  const embed = (places: readonly LonLat[]): Promise<Float32Array[][]> =>
    embedCopies(project, id, places, radiusM, copies, signal);
  const means = meansOf(await embed(locations));
  return unlike.length === 0 ? means : awayFrom(means, await embed(unlike));
}

/** Embeddings of places, a list of copies for each. */
async function embedCopies(
  project: Project,
  encoderId: number,
  places: readonly LonLat[],
  radiusM: number,
  copies: Copies,
  signal: AbortSignal,
): Promise<Float32Array[][]> {
  const { embeddings, valid } = await project.compute.encoders.embedLocations(
    {
      encoder: await encoderWeights(project.database, encoderId),
      terrain: await project.terrainSources(),
      locations: lonLatPairs(places),
      radiusM,
      copies,
    },
    signal,
  );
  const whole = valid.reduce((sum, flag) => sum + flag, 0);
  if (whole < places.length) {
    throw new UserError(
      'outside-terrain',
      `${places.length - whole} of ${places.length} chosen locations have no whole patch of ` +
        `${radiusM} m: they touch the edge of the terrain or no-data. Choose others, or a smaller radius.`,
    );
  }
  const size = embeddings.length / places.length / copies;
  return places.map((_, place) =>
    Array.from({ length: copies }, (__, copy) => {
      const at = (place * copies + copy) * size;
      return embeddings.subarray(at, at + size);
    }),
  );
}

/** The mean embedding of some places, for each copy. */
function meansOf(places: readonly (readonly Float32Array[])[]): Float32Array[] {
  const [first = []] = places;
  return first.map((_, copy) => {
    const mean = new Float32Array(first[copy]?.length ?? 0);
    for (const copies of places)
      for (const [i, value] of (copies[copy] ?? []).entries())
        mean[i] = (mean[i] ?? 0) + value / places.length;
    return mean;
  });
}
