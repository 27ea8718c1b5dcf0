import { learningCurveOf, type LearningCurve } from '../../../shared/statistics/learningCurve';
import type { Project } from '../context';
import type { Embedded, HeadSettings } from './headSettings';
import { foldByBlocks } from './trainingSet';

/** Shares of the labels that heads are fitted on. */
const SHARES = [1 / 8, 1 / 4, 1 / 2, 3 / 4, 1];

/** Draws of sets of up to so many patches: a curve of any size takes a few seconds at most. */
const DRAWS = [
  { patches: 600, draws: 20 },
  { patches: 2000, draws: 10 },
  { patches: Infinity, draws: 5 },
];

/** What a learning curve is of. */
export interface LearnedFrom {
  readonly settings: Pick<HeadSettings, 'kind' | 'c' | 'gamma' | 'balanced' | 'radiusM' | 'seed'>;
  readonly set: Embedded;
  /** [n, 2] lon, lat in degrees */
  readonly locations: Float64Array;
  /** [n] 1 for places that do not count as labels: every head is fitted on them */
  readonly always: Uint8Array;
  /** Labels there are. */
  readonly all: number;
}

/**
 * How the balanced accuracy of a head grows with the number of labels, on spatial blocks that heads were not fitted on, by draws of
 * folds and labels. @throws UserError `cancelled`, `too-few-labels`
 */
export async function learningOf(
  project: Project,
  { settings, set, locations, always, all }: LearnedFrom,
  signal: AbortSignal,
): Promise<LearningCurve> {
  const { radiusM, seed, kind, c, gamma, balanced } = settings;
  const { labels } = set;
  const draws = DRAWS.find(({ patches }) => labels.length * set.copies <= patches)?.draws ?? 0;
  const folds = new Uint8Array(draws * labels.length);
  for (let draw = 0; draw < draws; draw++)
    folds.set(foldByBlocks(locations, 8 * radiusM, seed + draw), draw * labels.length);
  const { accuracies, learned } = await project.compute.heads.learningCurve(
    { ...set, ...{ kind, c, gamma, balanced, seed, folds, always }, shares: SHARES },
    signal,
  );
  return learningCurveOf(
    [...learned].map((share) => share * all),
    all,
    Array.from({ length: draws }, (_, draw) => [
      ...accuracies.subarray(draw * SHARES.length, (draw + 1) * SHARES.length),
    ]),
  );
}
