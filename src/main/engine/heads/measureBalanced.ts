import type { HeadMetrics } from '../../../shared/contract/heads';
import { UserError } from '../../../shared/errors';
import type { LonLatBox } from '../../../shared/geo/lonLat';
import { binaryMetrics } from '../../../shared/statistics/metrics';
import type { Project } from '../context';
import { embedLabelled, type Embedded, type HeadSettings } from './headSettings';
import type { LearnedFrom } from './learningOf';
import type { TrainingExamples } from './trainingExamples';
import { drawLocations, foldByBlocks, FOLDS, type LabelledLocations } from './trainingSet';

/** Where a head is tested, and on how many locations. */
interface BalancedTest {
  /** Undefined: by cross-validation over spatial blocks. */
  readonly testBox?: LonLatBox | undefined;
  readonly testSize?: number | undefined;
  readonly seed: number;
}

/** The balanced part of a head's training examples: what its learning curve is of. */
export const balancedPart = ({ settings, set, balanced }: TrainingExamples): LearnedFrom => ({
  settings,
  set: select(set, (index) => index < balanced.labels.length),
  locations: balanced.locations,
  always: new Uint8Array(balanced.labels.length),
  all: balanced.labels.reduce((sum, label) => sum + label, 0),
});

/**
 * How well heads of this kind distinguish the class from random places when there are as many of both; `test` is null without a
 * test box.
 */
export async function measureBalanced(
  project: Project,
  { labelClass, settings, set, balanced, labels, flat }: TrainingExamples,
  { testBox, testSize, seed }: BalancedTest,
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
  { kind, c, gamma, balanced }: HeadSettings,
  { embeddings, labels, copies, size }: Embedded,
  held: Embedded,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { decisions } = await project.compute.heads.fittedDecisions(
    { kind, embeddings, labels, copies, size, c, gamma, balanced, testEmbeddings: held.embeddings },
    signal,
  );
  return decisions;
}

async function crossValidate(
  project: Project,
  settings: HeadSettings,
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
