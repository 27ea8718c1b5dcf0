import type { RunInfo } from './contract/detections';
import type { Retrieval } from './contract/retrievals';
import { count, metres } from './format';

/**
 * What a run is called: its name, else what was looked for at which radii, by which encoder.
 * @param classNameOf name of a class by its id
 */
export const runTitle = (
  { name, ...run }: Pick<RunInfo, 'name' | 'classIds' | 'radiiM' | 'encoder'>,
  classNameOf: (classId: string) => string,
): string => name ?? foundTitle(run, classNameOf);

/** What a run without a name is called. */
export const foundTitle = (
  { classIds, radiiM, encoder }: Pick<RunInfo, 'classIds' | 'radiiM' | 'encoder'>,
  classNameOf: (classId: string) => string,
): string => `${classIds.map(classNameOf).join(', ')} at ${radiiM.map(metres).join(', ')}, ${encoder}`;

/** What look-alikes are called: their name, else what they are like. @param placeName as `alikeTitle` */
export const retrievalTitle = (retrieval: Retrieval, placeName: string | null = null): string =>
  retrieval.name ?? alikeTitle(retrieval, placeName);

/** What look-alikes without a name are called. @param placeName of the place that they are like; null: it has none, or is not alone */
export const alikeTitle = (
  {
    hits,
    queries,
    radiusM,
    encoder,
    inGrid,
  }: Pick<Retrieval, 'hits' | 'queries' | 'radiusM' | 'encoder' | 'inGrid'>,
  placeName: string | null = null,
): string =>
  `${count(hits.length)} like ${placeName ?? (queries.length === 1 ? 'a place' : `${count(queries.length)} places`)} of ${metres(radiusM)}, ${encoder}${inGrid ? ', whole grid' : ''}`;
