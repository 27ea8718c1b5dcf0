import type { HeadMetrics } from '../../../shared/contract/heads';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { grown } from '../../../shared/geo/lonLat';
import { binaryMetrics } from '../../../shared/statistics/metrics';
import { splitMarginM } from '../../../shared/terrain/patch';
import type { TaskSpec } from '../../../shared/task';
import type { Project, TaskWork } from '../context';
import { findEncoder } from '../encoders/encoders';
import { findClass, ownRadiusM } from '../labels/classes';
import { addHead, type StoredHead } from './heads';
import { learnHead } from './learn';
import { embedLabelled, type Embedded, type SvmSettings } from './svm';
import { trainingExamples, type HeadSubject, type TrainingExamples } from './trainingExamples';
import { drawLocations, foldByBlocks, FOLDS, type LabelledLocations } from './trainingSet';

type FitSpec = Extract<TaskSpec, { kind: 'fit-head' }>;

/** A head as its task wants it, with what it is for in place of the ids. */
type HeadWanted = HeadSubject & Omit<FitSpec, 'kind' | 'classId' | 'encoderId' | 'radiusM'>;

/** Fits a head and measures it on unseen terrain. */
export function fitHeadWork(project: Project, { classId, encoderId, radiusM, ...wanted }: FitSpec): TaskWork {
  return async (report, signal) => {
    const labelClass = await findClass(project.database, classId);
    const encoder = await findEncoder(project.database, encoderId);
    const subject = { labelClass, encoder, radiusM: radiusM ?? ownRadiusM(labelClass) };
    const { info } = await fitHead(project, { ...wanted, ...subject }, report, signal);
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
  const { labelClass, radiusM, balanced, symmetries, trainBox, testBox, trainSize, seed } = wanted;
  say(0, `Drawing and embedding locations of ${labelClass.id}`);
  const outside = testBox === undefined ? undefined : grown(testBox, splitMarginM(radiusM));
  const drawn = { ...wanted, trainBox, outside, trainSize, negatives: undefined };
  const examples = await trainingExamples(project, drawn, signal);
  throwIfAborted(signal);
  say(1, 'Measuring the head on balanced locations');
  const { metrics, test } = await measureBalanced(project, examples, wanted, signal);
  say(2, 'Fitting the head and measuring it on the map');
  const area = { trainBox, outside, leastElevationM: undefined };
  const { model, mapping, measure } = await learnHead(project, examples, area, report, signal);
  const { settings, set } = examples;
  return addHead(
    project,
    { ...settings, classId: labelClass.id },
    {
      trainPositives: positives(set),
      trainNegatives: negatives(set),
      testPositives: positives(test),
      testNegatives: negatives(test),
      ...{ c: settings.c, gamma: model.gamma, balanced, symmetries },
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

/**
 * How well heads of this kind distinguish the class from random places when there are as many of both; `test` is null without a
 * test box.
 */
async function measureBalanced(
  project: Project,
  { labelClass, settings, set, balanced, labels, flat }: TrainingExamples,
  { testBox, testSize, seed }: HeadWanted,
  signal: AbortSignal,
): Promise<{ metrics: HeadMetrics; test: Embedded | null }> {
  const train = select(set, (index) => index < balanced.labels.length);
  if (testBox === undefined) {
    const metrics = await crossValidate(project, settings, balanced, train, signal);
    return { metrics: { ...metrics, heldOut: 'folds' }, test: null };
  }
  const { radiusM } = settings;
  const drawn = await project.useTerrain((terrain) =>
    drawLocations(terrain, labels, {
      ...{
        className: labelClass.name,
        radiusM,
        box: testBox,
        outside: undefined,
        size: testSize,
        seed: seed + 1,
      },
      leastReliefM: flat.leastReliefM,
    }),
  );
  const test = await embedLabelled(project, settings, drawn, signal);
  const decisions = await decide(project, settings, train, test, signal);
  return { metrics: { ...binaryMetrics(decisions, test.labels), heldOut: 'box' }, test };
}

/** Decisions on some patches by a head that is fitted on others. */
async function decide(
  project: Project,
  { c, gamma, balanced }: SvmSettings,
  { embeddings, labels, copies, size }: Embedded,
  held: Embedded,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { decisions } = await project.compute.heads.svmDecisions(
    { embeddings, labels, copies, size, c, gamma, balanced, testEmbeddings: held.embeddings },
    signal,
  );
  return decisions;
}

async function crossValidate(
  project: Project,
  settings: SvmSettings,
  { locations, labels }: LabelledLocations,
  train: Embedded,
  signal: AbortSignal,
): Promise<Omit<HeadMetrics, 'heldOut'>> {
  const folds = foldByBlocks(locations, 8 * settings.radiusM, settings.seed);
  const decisions = new Float32Array(labels.length);
  const measured = new Uint8Array(labels.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const rest = select(train, (index) => folds[index] !== fold);
    const held = select(train, (index) => folds[index] === fold);
    const signs = new Set(rest.labels);
    if (held.labels.length === 0 || signs.size < 2) continue;
    const foldDecisions = await decide(project, settings, rest, held, signal);
    let next = 0;
    for (let index = 0; index < folds.length; index++) {
      if (folds[index] !== fold) continue;
      decisions[index] = foldDecisions[next++] ?? 0;
      measured[index] = 1;
    }
  }
  if (!measured.includes(1)) {
    throw new UserError(
      'too-few-labels',
      'The labels lie too close together to test a head on a separate area. Label places further apart.',
    );
  }
  return binaryMetrics(
    decisions.filter((_, index) => measured[index] === 1),
    labels.filter((_, index) => measured[index] === 1),
  );
}

function select(set: Embedded, keep: (index: number) => boolean): Embedded {
  const kept = [...set.labels.keys()].filter(keep);
  const width = set.copies * set.size;
  const embeddings = new Float32Array(kept.length * width);
  for (const [row, index] of kept.entries()) {
    embeddings.set(set.embeddings.subarray(index * width, (index + 1) * width), row * width);
  }
  const { copies, size } = set;
  return { copies, size, embeddings, labels: Uint8Array.from(kept, (index) => set.labels[index] ?? 0) };
}
