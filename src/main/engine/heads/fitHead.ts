import type { HeadModel } from '../../../shared/contract/compute';
import type { HeadMetrics } from '../../../shared/contract/heads';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { FLAT_TIMES } from '../../../shared/flatGround';
import { grown, type LonLatBox } from '../../../shared/geo';
import { binaryMetrics } from '../../../shared/metrics';
import { splitMarginM } from '../../../shared/patch';
import type { TaskSpec } from '../../../shared/task';
import type { Project, TaskWork } from '../context';
import { flatGround } from '../detections/flatGround';
import { findEncoder, refuseInvariant } from '../encoders/encoders';
import { findClasses, ownRadiiM } from '../labels/classes';
import { labelsOfClass } from '../labels/labels';
import { addHead } from './heads';
import { embedLabelled, fitSvm, type Embedded } from './svm';
import { drawLocations, foldByBlocks, FOLDS, type LabelledLocations } from './trainingSet';

type FitSpec = Extract<TaskSpec, { kind: 'fit-head' }>;

/** A specification whose C and radius are settled. */
type Svm = FitSpec & { readonly c: number; readonly radiusM: number };

/** Fits a head and measures it on ground that it has not seen. */
export function fitHeadWork(project: Project, spec: FitSpec): TaskWork {
  return async (report, signal) => ({ kind: 'head', headId: await fitHead(project, spec, report, signal) });
}

/**
 * Fits a head on the class's labels. It is measured on the test box, where one is given: training locations whose patch
 * would share ground with it are left out. Without one, by cross-validation over blocks of ground.
 * @returns the head's id
 */
export async function fitHead(
  project: Project,
  spec: FitSpec,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<number> {
  const [labelClass] = await findClasses(project.database, [spec.classId]);
  const className = labelClass?.name ?? spec.classId;
  const { card } = await findEncoder(project.database, spec.encoderId);
  const [radiusM = NaN] =
    spec.radiusM === null ? await ownRadiiM(project.database, [spec.classId]) : [spec.radiusM];
  const svm: Svm = { ...spec, c: spec.c ?? card.headC, radiusM };
  if (labelClass?.orientationMatters === true) {
    refuseInvariant(card);
    if (spec.symmetries) {
      throw new UserError(
        'bad-input',
        `The orientation of ${className.toLowerCase()} matters, so a head must not learn from turned copies. ` +
          'Leave them out, or change the class.',
      );
    }
  }
  const say = (done: number, message: string): void => {
    report({ done, total: 4, unit: 'steps', message });
  };
  say(0, `Drawing locations for ${className.toLowerCase()}`);
  const labels = await labelsOfClass(project.database, spec.classId);
  const { leastReliefM } = await flatGround(project, FLAT_TIMES);
  const draw = (
    box: LonLatBox | undefined,
    outside: LonLatBox | undefined,
    size: number | undefined,
    seed: number,
  ): Promise<LabelledLocations> =>
    project.useTerrain((terrain) =>
      drawLocations(terrain, labels, { className, radiusM, box, outside, size, seed, leastReliefM }),
    );
  const margin = spec.testBox === undefined ? undefined : grown(spec.testBox, splitMarginM(radiusM));
  const trainSet = await draw(spec.trainBox, margin, spec.trainSize, spec.seed);
  const testSet =
    spec.testBox === undefined ? null : await draw(spec.testBox, undefined, spec.testSize, spec.seed + 1);
  throwIfAborted(signal);
  say(1, 'Embedding labelled patches');
  const train = await embedLabelled(project, svm, trainSet, signal);
  const test = testSet === null ? null : await embedLabelled(project, svm, testSet, signal);
  say(2, 'Fitting the head');
  const model = await fitSvm(project, svm, train, signal);
  say(3, 'Measuring the head');
  const metrics: HeadMetrics =
    test === null
      ? { ...(await crossValidate(project, svm, trainSet, train, signal)), heldOut: 'folds' }
      : { ...binaryMetrics(await decide(project, model, test, signal), test.labels), heldOut: 'box' };
  const positives = (set: Embedded | null): number => set?.labels.reduce((sum, label) => sum + label, 0) ?? 0;
  const negatives = (set: Embedded | null): number => (set?.labels.length ?? 0) - positives(set);
  return addHead(
    project,
    svm,
    {
      trainPositives: positives(train),
      trainNegatives: negatives(train),
      testPositives: positives(test),
      testNegatives: negatives(test),
      c: svm.c,
      gamma: model.gamma,
      balanced: spec.balanced,
      symmetries: spec.symmetries,
      supportVectors: model.coefficients.length,
      metrics,
      map: [],
    },
    model,
  );
}

const decide = async (
  project: Project,
  head: HeadModel,
  { embeddings }: Embedded,
  signal: AbortSignal,
): Promise<Float32Array> => (await project.compute.heads.predict({ head, embeddings }, signal)).decisions;

async function crossValidate(
  project: Project,
  spec: Svm,
  { locations, labels }: LabelledLocations,
  train: Embedded,
  signal: AbortSignal,
): Promise<Omit<HeadMetrics, 'heldOut'>> {
  const folds = foldByBlocks(locations, 8 * spec.radiusM, spec.seed);
  const decisions = new Float32Array(labels.length);
  const measured = new Uint8Array(labels.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const rest = select(train, (index) => folds[index] !== fold);
    const held = select(train, (index) => folds[index] === fold);
    const signs = new Set(rest.labels);
    if (held.labels.length === 0 || signs.size < 2) continue;
    const { c, gamma, balanced } = spec;
    const { decisions: foldDecisions } = await project.compute.heads.svmDecisions(
      { ...rest, c, gamma, balanced, testEmbeddings: held.embeddings },
      signal,
    );
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
  return { ...set, embeddings, labels: Uint8Array.from(kept, (index) => set.labels[index] ?? 0) };
}
