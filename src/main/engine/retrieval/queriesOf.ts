import type { EncoderInfo } from '../../../shared/contract/encoders';
import type { LonLat } from '../../../shared/geo/lonLat';
import { copiesCompared, embedCopies, meansOf } from '../../layers/search/embedPlaces';
import type { Project } from '../context';
import { embedderOf } from '../encoders/embedder';
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
  const copies = copiesCompared(card, orientationMatters);
  const by = await embedderOf(project, id);
  const means = meansOf(await embedCopies(by, { locations, radiusM }, copies, signal));
  if (unlike.length === 0) return means;
  return awayFrom(means, await embedCopies(by, { locations: unlike, radiusM }, copies, signal));
}
