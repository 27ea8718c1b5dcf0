import { z } from 'zod';
import { count, listed, metres } from '../format';

/** Why a positive label of a class is not among those that its head was trained on. A label counts for the first that applies. */
const leftOutReason = z.enum([
  'none-area',
  'outside-box',
  'test-area',
  'off-terrain',
  'no-patch',
  'train-size',
  'loop',
]);
export type LeftOutReason = z.infer<typeof leftOutReason>;

/** Positive labels that a head was not trained on, by reason; with those that it was trained on they are all of the class. */
export const leftOut = z.array(z.object({ reason: leftOutReason, count: z.number().int().positive() }));
export type LeftOut = z.infer<typeof leftOut>;

const words = (radiusM: number): Record<LeftOutReason, string> => ({
  'none-area': 'in an area marked as having none',
  'outside-box': 'outside the training area',
  'test-area': 'in the test area or so near that their patches reach into it',
  'off-terrain': 'where there is no elevation',
  'no-patch': `too close to no-data or the terrain's edge for a patch of ${metres(radiusM)}`,
  'train-size': 'beyond the number that was asked for',
  loop: 'left out to keep the labelling loop fast',
});

/** Reasons and how many labels each applies to; those that apply to none are left out. */
export const leftOutOf = (counts: Partial<Record<LeftOutReason, number>>): LeftOut =>
  leftOutReason.options.flatMap((reason) => {
    const labels = counts[reason] ?? 0;
    return labels > 0 ? [{ reason, count: labels }] : [];
  });

/**
 * `54 of 133 positive labels. Left out: 70 where there is no elevation and 9 outside the training area.`
 * @param head without `leftOut`: of an older version, which did not count them
 */
export function trainedOnWords(head: {
  readonly trainPositives: number;
  readonly radiusM: number;
  readonly leftOut?: LeftOut | undefined;
}): string {
  const { trainPositives, radiusM, leftOut: missing } = head;
  if (missing === undefined) return `${count(trainPositives)} positive labels.`;
  const all = missing.reduce((sum, each) => sum + each.count, trainPositives);
  if (missing.length === 0) return `all ${count(all)} positive labels.`;
  const reasons = missing.map((each) => `${count(each.count)} ${words(radiusM)[each.reason]}`);
  return `${count(trainPositives)} of ${count(all)} positive labels. Left out: ${listed(reasons)}.`;
}
