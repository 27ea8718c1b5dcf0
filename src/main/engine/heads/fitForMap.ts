import type { HeadModel } from '../../../shared/contract/compute';
import { grown, type LonLatBox } from '../../../shared/geo';
import type { MapMeasure } from '../../../shared/mapQuality';
import { splitMarginM } from '../../../shared/patch';
import type { Project } from '../context';
import { findEncoder } from '../encoders/encoders';
import { findClasses } from '../labels/classes';
import { labelsOfClass } from '../labels/labels';
import { embedLabelled, fitSvm } from './svm';
import { drawLocations } from './trainingSet';

/** What a head is fitted on, and the ground that it will be measured on and must not have seen. */
export interface MapFit {
  readonly classId: string;
  readonly encoderId: number;
  readonly radiusM: number;
  readonly trainBox: LonLatBox;
  readonly testBox: LonLatBox;
  /** What it learns from is drawn anew for each. */
  readonly seed: number;
}

/** A head that is not stored. */
export interface FittedForMap {
  readonly model: HeadModel;
  /** What it showed on ground that was held out of its training ground; null where that was not measured. */
  readonly measure: MapMeasure | null;
}

/**
 * Fits a head as the program fits one, on labels of one piece of ground: none in the test box, nor so near to it that patches
 * could share a pixel with it.
 * @throws UserError `too-few-labels` naming the class
 */
export async function fitForMap(
  project: Project,
  { classId, encoderId, radiusM, trainBox, testBox, seed }: MapFit,
  signal: AbortSignal,
): Promise<FittedForMap> {
  const [labelClass] = await findClasses(project.database, [classId]);
  const { card } = await findEncoder(project.database, encoderId);
  const labels = await labelsOfClass(project.database, classId);
  const set = await project.useTerrain((terrain) =>
    drawLocations(terrain, labels, {
      className: labelClass?.name ?? classId,
      radiusM,
      box: trainBox,
      outside: grown(testBox, splitMarginM(radiusM)),
      size: undefined,
      seed,
    }),
  );
  const settings = {
    encoderId,
    radiusM,
    c: card.headC,
    gamma: null,
    balanced: false,
    symmetries: false,
    seed,
  };
  const embedded = await embedLabelled(project, settings, set, signal);
  return { model: await fitSvm(project, settings, embedded, signal), measure: null };
}
