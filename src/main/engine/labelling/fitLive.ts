import type { SvmModel } from '../../../shared/contract/compute';
import type { HeadMetrics } from '../../../shared/contract/heads';
import type { LabellingSubject } from '../../../shared/contract/labelling';
import { lonLatPairs } from '../../../shared/geo/lonLat';
import { binaryMetrics } from '../../../shared/statistics/metrics';
import { atPrevalence } from '../../../shared/statistics/prevalence';
import type { Project } from '../context';
import { foldByBlocks } from '../heads/trainingSet';
import { SEED, type LiveExample } from './liveExamples';
import { joinEmbeddings } from './placeEmbeddings';

/** The least share of places of the class on the map: before there are enough labels to estimate it, one in a hundred. */
const LEAST_PREVALENCE = 0.01;

/** A live head as it was fitted. */
export interface FittedLive {
  readonly model: SvmModel;
  /** Null where the labels lie too close together. */
  readonly metrics: HeadMetrics | null;
  /** [examples] probability that the place is of the class, by a head that has not seen its spatial block; NaN where unknown. */
  readonly judged: Float32Array;
}

/**
 * Fits a live head and measures it by cross-validation over spatial blocks; its probabilities are of the map, where the class is
 * rarer than among its examples.
 * @param known places of the class on the terrain
 */
export async function fitLive(
  project: Project,
  { radiusM }: LabellingSubject,
  examples: readonly LiveExample[],
  known: number,
  { c, balanced }: { readonly c: number; readonly balanced: boolean },
): Promise<FittedLive> {
  const labels = Uint8Array.from(examples, ({ positive }) => (positive ? 1 : 0));
  const { head, heldOut } = await project.compute.heads.fit({
    embeddings: joinEmbeddings(examples.map(({ embedding }) => embedding)),
    copies: 1,
    labels,
    size: examples[0]?.embedding.length ?? 1,
    c,
    gamma: null,
    balanced,
    seed: SEED,
    folds: foldByBlocks(lonLatPairs(examples), 8 * radiusM, SEED),
  });
  if (head.kind !== 'svm') throw new Error('A live head is an SVM.');
  const share = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  const { a, b } = atPrevalence(
    { a: head.plattA, b: head.plattB },
    balanced ? 0.5 : share,
    Math.min(share, await prevalence(project, known, radiusM)),
  );
  const isMeasured = (_: number, index: number): boolean => !Number.isNaN(heldOut[index] ?? NaN);
  const decisions = heldOut.filter(isMeasured);
  return {
    model: { ...head, plattA: a, plattB: b },
    metrics:
      decisions.length === 0
        ? null
        : { ...binaryMetrics(decisions, labels.filter(isMeasured)), heldOut: 'folds' },
    judged: heldOut.map((decision) => 1 / (1 + Math.exp(head.plattA * decision + head.plattB))),
  };
}

/** Share of the terrain that lies within half the radius of a known place of the class. */
async function prevalence(project: Project, known: number, radiusM: number): Promise<number> {
  const areaM2 = await project.useTerrain((terrain) => Promise.resolve(terrain.areaM2));
  return Math.max(LEAST_PREVALENCE, (known * Math.PI * (radiusM / 2) ** 2) / areaM2);
}
