import { z } from 'zod';
import { fitSigmoid } from '../../../shared/statistics/platt';
import { criticalKinds, SURROUNDING_VALUES } from '../../../shared/terrain/surroundings';
import { fitLogistic, logisticOf } from '../../../shared/statistics/logistic';

/** The fewest matched candidates for fitting weights of the surroundings; with fewer only the decision counts. */
const LEAST_MATCHED = 10;

/** How a head's decisions become probabilities on the map at one radius. */
const mapping = z.object({
  radiusM: z.number().positive(),
  /** From a candidate's decision and the values of its surroundings; null: too few are known, and only its decision counts. */
  regression: z
    .object({ weights: z.array(z.number()).length(1 + SURROUNDING_VALUES), intercept: z.number() })
    .nullable(),
  /** From a decision alone: P(yes) = 1 / (1 + exp(a decision + b)). */
  plattA: z.number(),
  plattB: z.number(),
});
export type Mapping = z.infer<typeof mapping>;

/** What turns a head's decisions into a map. */
export const headMapping = z.object({
  /** The kind of critical point that its places are anchored at; null: at none. */
  anchor: z.enum(criticalKinds).nullable(),
  /** At each radius at which the head was measured. */
  mappings: z.array(mapping),
});
export type HeadMapping = z.infer<typeof headMapping>;

/** A candidate of a head. */
export interface Judged {
  readonly decision: number;
  /** [SURROUNDING_VALUES] as shared/terrain/surroundings.ts has them */
  readonly surroundings: readonly number[];
}

/** Whether a candidate is a known place. */
interface Answered extends Judged {
  readonly hit: boolean;
}

/**
 * Fits what distinguishes known places from other candidates: a logistic regression on decision and surroundings, and a sigmoid
 * of the decision alone (Platt's), which is all there is where few are known.
 * @param candidates on terrain that their heads were not trained on
 */
export function fitMapping(candidates: readonly Answered[], radiusM: number): Mapping {
  const matched = candidates.filter(({ hit }) => hit).length;
  const sigmoid = fitSigmoid(
    Float32Array.from(candidates, ({ decision }) => decision),
    Uint8Array.from(candidates, ({ hit }) => (hit ? 1 : 0)),
  );
  const regression =
    Math.min(matched, candidates.length - matched) < LEAST_MATCHED
      ? null
      : fitLogistic(
          candidates.map(({ decision, surroundings }) => [decision, ...surroundings]),
          candidates.map(({ hit }) => hit),
        );
  return {
    radiusM,
    regression: regression === null ? null : { ...regression, weights: [...regression.weights] },
    plattA: sigmoid.a,
    plattB: sigmoid.b,
  };
}

/** The share of such candidates that are known places, 0..1. */
export const probabilityOf = (
  { regression, plattA, plattB }: Pick<Mapping, 'regression' | 'plattA' | 'plattB'>,
  { decision, surroundings }: Judged,
): number =>
  regression === null
    ? 1 / (1 + Math.exp(plattA * decision + plattB))
    : logisticOf(regression, [decision, ...surroundings]);
