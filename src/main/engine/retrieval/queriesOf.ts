import type { EncoderInfo } from '../../../shared/contract/encoders';
import type { LonLat } from '../../../shared/geo/lonLat';
import { copiesCompared, embedQueries } from '../../layers/search/embedPlaces';
import type { Project } from '../context';
import { embedderOf } from '../encoders/embedder';

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

/** `embedQueries` of the project's terrain. @throws UserError as it does */
export async function queriesOf(
  project: Project,
  { id, card }: Pick<EncoderInfo, 'id' | 'card'>,
  { orientationMatters, ...examples }: Examples,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const by = await embedderOf(project, id);
  return embedQueries(by, examples, copiesCompared(card, orientationMatters), signal);
}
