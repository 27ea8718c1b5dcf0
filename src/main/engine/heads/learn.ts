import type { HeadModel } from '../../../shared/contract/compute';
import type { MapMeasure } from '../../../shared/mapQuality/mapQuality';
import type { Project, TaskWork } from '../context';
import { anchorOf } from './anchor';
import type { Lessons, LessonsWanted } from './lessons';
import type { HeadMapping } from '../maps/mapping';
import { measureOnMap } from './measureOnMap';

/** A head that is not stored. */
export interface Learned {
  /** Calibrated on the map where it was measured, else on the mixture that it learned from. */
  readonly model: HeadModel;
  readonly mapping: HeadMapping;
  /** What it showed on ground that was held out of its training ground; null where that could not be measured. */
  readonly measure: MapMeasure | null;
}

/** Where a head learns, as far as it matters for measuring it. */
export type LearningGround = Pick<LessonsWanted, 'trainBox' | 'outside'> & {
  /** Ground below which the list of known places is not complete, metres; undefined: it is. */
  readonly leastElevationM: number | undefined;
};

/** Fits a head, learns what its decisions mean on the map, and measures that. */
export async function learnHead(
  project: Project,
  lessons: Lessons,
  ground: LearningGround,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<Learned> {
  const { settings, set } = lessons;
  const { c, gamma, balanced, seed, radiusM } = settings;
  const { embeddings, copies, labels, size } = set;
  const problem = { embeddings, copies, labels, size, c, gamma, balanced };
  const anchor = await anchorOf(project, set, radiusM, signal);
  const measured = await measureLessons(project, lessons, { ...ground, anchor, radiusM }, report, signal);
  if (measured === null)
    return {
      model: await project.compute.heads.fit({ ...problem, seed }, signal),
      mapping: { anchor, mappings: [] },
      measure: null,
    };
  const { plattA, plattB } = measured.mapping;
  return {
    model: { ...(await project.compute.heads.fitUncalibrated(problem, signal)), plattA, plattB },
    mapping: { anchor, mappings: [measured.mapping] },
    measure: measured.measure,
  };
}

/** Measures heads of some lessons on the map at a radius, which may differ from the one at which they learn. */
export const measureLessons = (
  project: Project,
  { settings, set, labels, flat, geometry }: Lessons,
  at: LearningGround & Pick<HeadMapping, 'anchor'> & { readonly radiusM: number },
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): ReturnType<typeof measureOnMap> =>
  measureOnMap(
    project,
    {
      ...{ settings, set, flat, geometry },
      positives: labels.positives,
      radiusM: at.radiusM,
      box: at.trainBox,
      outside: at.outside,
      leastElevationM: at.leastElevationM,
      anchor: at.anchor,
    },
    report,
    signal,
  );
