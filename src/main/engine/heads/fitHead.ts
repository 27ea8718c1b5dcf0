import type { HeadMetrics } from '../../../shared/contract/heads';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { grown } from '../../../shared/geo/lonLat';
import { binaryMetrics } from '../../../shared/statistics/metrics';
import { splitMarginM } from '../../../shared/terrain/patch';
import type { TaskSpec } from '../../../shared/task';
import type { Project, TaskWork } from '../context';
import { ownRadiiM } from '../labels/classes';
import { addHead } from './heads';
import { learnHead } from './learn';
import { lessonsFor, type Lessons } from './lessons';
import { embedLabelled, type Embedded, type SvmSettings } from './svm';
import { drawLocations, foldByBlocks, FOLDS, type LabelledLocations } from './trainingSet';

type FitSpec = Extract<TaskSpec, { kind: 'fit-head' }>;

/** Fits a head and measures it on ground that it has not seen. */
export function fitHeadWork(project: Project, spec: FitSpec): TaskWork {
  return async (report, signal) => ({ kind: 'head', headId: await fitHead(project, spec, report, signal) });
}

/**
 * Fits a head on the class's labels. It is measured twice: on a map of ground held out, in the mixture that a map has, and in equal
 * numbers on the test box, where one is given, else by cross-validation over blocks of ground. Training locations whose
 * patch would share ground with the test box are left out.
 * @returns the head's id
 */
export async function fitHead(
  project: Project,
  spec: FitSpec,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<number> {
  const [radiusM = NaN] =
    spec.radiusM === null ? await ownRadiiM(project.database, [spec.classId]) : [spec.radiusM];
  const say = (done: number, message: string): void => {
    report({ done, total: 3, unit: 'steps', message });
  };
  say(0, `Drawing and embedding locations of ${spec.classId}`);
  const { trainBox, testBox, trainSize, seed } = spec;
  const outside = testBox === undefined ? undefined : grown(testBox, splitMarginM(radiusM));
  const lessons = await lessonsFor(
    project,
    { ...spec, radiusM, trainBox, outside, trainSize, negatives: undefined },
    signal,
  );
  throwIfAborted(signal);
  say(1, 'Measuring the head in equal numbers');
  const { metrics, test } = await measureBalanced(project, lessons, spec, signal);
  say(2, 'Fitting the head and measuring it on the map');
  const ground = { trainBox, outside, leastElevationM: undefined };
  const { model, mapping, measure } = await learnHead(project, lessons, ground, report, signal);
  const { settings, set } = lessons;
  return addHead(
    project,
    { ...settings, classId: spec.classId },
    {
      trainPositives: positives(set),
      trainNegatives: negatives(set),
      testPositives: positives(test),
      testNegatives: negatives(test),
      c: settings.c,
      gamma: model.gamma,
      balanced: spec.balanced,
      symmetries: spec.symmetries,
      supportVectors: model.coefficients.length,
      metrics,
      map: measure === null ? [] : [measure],
    },
    model,
    { mapping, drawn: { trainBox, testBox, trainSize, seed } },
  );
}

const positives = (set: Pick<Embedded, 'labels'> | null): number =>
  set?.labels.reduce((sum, label) => sum + label, 0) ?? 0;
const negatives = (set: Pick<Embedded, 'labels'> | null): number =>
  (set?.labels.length ?? 0) - positives(set);

/** How heads of this kind tell the class from random places when there are as many of both; `test` is null without a test box. */
async function measureBalanced(
  project: Project,
  { className, settings, set, balanced, labels, flat }: Lessons,
  { testBox, testSize, seed }: FitSpec,
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
      ...{ className, radiusM, box: testBox, outside: undefined, size: testSize, seed: seed + 1 },
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
      'The labels stand too close together to measure a head on other ground. Label places further apart.',
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
