import { throwIfAborted } from '../../../shared/errors';
import { grown } from '../../../shared/geo/lonLat';
import { splitMarginM } from '../../../shared/terrain/patch';
import type { TaskSpec } from '../../../shared/task';
import type { Project, TaskWork } from '../context';
import { findEncoder } from '../encoders/encoders';
import { countLabels, findClass, ownRadiusM } from '../labels/classes';
import { addHead, type StoredHead } from './heads';
import { HeldOutEmbeddings } from './heldOutEmbeddings';
import { learnHead } from './learn';
import { learningOf } from './learningOf';
import { balancedPart, measureBalanced } from './measureBalanced';
import type { Embedded } from './headSettings';
import { trainingExamples, type HeadSubject } from './trainingExamples';

type FitSpec = Extract<TaskSpec, { kind: 'fit-head' }>;

/** A head as its task wants it, with what it is for in place of the ids. */
type HeadWanted = HeadSubject &
  Omit<FitSpec, 'kind' | 'classId' | 'encoderId' | 'radiusM'> & { readonly embeddings: HeldOutEmbeddings };

/** Fits a head and measures it on unseen terrain. */
export function fitHeadWork(project: Project, { classId, encoderId, radiusM, ...wanted }: FitSpec): TaskWork {
  return async (report, signal) => {
    const labelClass = await findClass(project.database, classId);
    const encoder = await findEncoder(project.database, encoderId);
    const subject = { labelClass, encoder, radiusM: radiusM ?? ownRadiusM(labelClass) };
    const embeddings = new HeldOutEmbeddings(project);
    const { info } = await fitHead(project, { ...wanted, ...subject, embeddings }, report, signal);
    return { kind: 'head', headId: info.id };
  };
}

/**
 * Fits a head on the class's labels. It is measured twice: on a map of held-out terrain, in the mixture that a map has, and on
 * balanced locations in the test box, where one is given, else by cross-validation over spatial blocks. Training locations whose
 * patch would share terrain with the test box are left out.
 */
export async function fitHead(
  project: Project,
  wanted: HeadWanted,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<StoredHead> {
  const say = (done: number, message: string): void => {
    report({ done, total: 3, unit: 'steps', message });
  };
  const { labelClass, radiusM, balanced, symmetries, trainBox, testBox, trainSize, seed, embeddings } =
    wanted;
  say(0, `Drawing and embedding locations of ${labelClass.id}`);
  const outside = testBox === undefined ? undefined : grown(testBox, splitMarginM(radiusM));
  const drawn = { ...wanted, trainBox, outside, trainSize, negatives: undefined };
  const labelled = await countLabels(project.database, labelClass.id);
  const examples = await trainingExamples(project, drawn, signal);
  throwIfAborted(signal);
  say(1, 'Measuring the head on balanced locations');
  const { metrics, test } = await measureBalanced(project, examples, wanted, signal);
  const learning = await learningOf(project, balancedPart(examples), signal);
  say(2, 'Fitting the head and measuring it on the map');
  const area = { trainBox, outside, leastElevationM: undefined, embeddings };
  const { model, mapping, measure } = await learnHead(project, examples, area, report, signal);
  const { settings, set } = examples;
  return addHead(
    project,
    { ...settings, classId: labelClass.id },
    {
      kind: settings.kind,
      trainPositives: positives(set),
      trainNegatives: negatives(set),
      testPositives: positives(test),
      testNegatives: negatives(test),
      c: model.kind === 'svm' ? settings.c : 1,
      gamma: model.kind === 'svm' ? model.gamma : 0,
      ...{ balanced, symmetries, learning, labelled },
      supportVectors: model.coefficients.length,
      metrics,
      map: measure === null ? [] : [measure],
      leftOut: examples.balanced.leftOut,
    },
    model,
    { mapping, drawn: { trainBox, testBox, trainSize, seed } },
  );
}

const positives = (set: Pick<Embedded, 'labels'> | null): number =>
  set?.labels.reduce((sum, label) => sum + label, 0) ?? 0;
const negatives = (set: Pick<Embedded, 'labels'> | null): number =>
  (set?.labels.length ?? 0) - positives(set);
