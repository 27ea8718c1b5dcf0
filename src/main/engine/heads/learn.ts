import type { HeadModel } from '../../../shared/contract/compute';
import type { MapMeasure } from '../../../shared/mapQuality/mapQuality';
import type { Project, TaskWork } from '../context';
import { anchorOf } from './anchor';
import type { HeadMapping } from '../../layers/maps/mapping';
import { measureOnMap, type JudgedArea } from './measureOnMap';
import type { TrainingExamples } from './trainingExamples';

/** A head that is not stored. */
export interface Learned {
  /** Calibrated on the map where it was measured, else on the mixture that it was trained on. */
  readonly model: HeadModel;
  readonly mapping: HeadMapping;
  /** What it showed on terrain held out of its training area; null where that could not be measured. */
  readonly measure: MapMeasure | null;
}

/** Fits a head, learns what its decisions mean on the map, and measures that. */
export async function learnHead(
  project: Project,
  examples: TrainingExamples,
  area: JudgedArea,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<Learned> {
  const { settings, set } = examples;
  const { kind, c, gamma, balanced, seed, radiusM } = settings;
  const { embeddings, copies, labels, size } = set;
  const problem = { kind, embeddings, copies, labels, size, c, gamma, balanced };
  const anchor = await anchorOf(project, set, radiusM, signal);
  const measured = await measureOnMap(project, examples, { ...area, anchor, radiusM }, report, signal);
  if (measured === null)
    return {
      model: (await project.compute.heads.fit({ ...problem, seed }, signal)).head,
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
