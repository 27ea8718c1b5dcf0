import { z } from 'zod';
import { several } from '../format';

/** How many labels a class has. */
export const labelCount = z.object({ positives: z.number().int(), negatives: z.number().int() });
export type LabelCount = z.infer<typeof labelCount>;

/**
 * What became of a class's labels since something was made of them, whoever labelled; judged by their numbers.
 * @param then undefined: nobody counted
 * @param now undefined: the class is gone
 * @returns null where the numbers are the same, or unknown
 */
export function labelsChanged(then: LabelCount | undefined, now: LabelCount | undefined): string | null {
  if (then === undefined || now === undefined) return null;
  if (then.positives === now.positives && then.negatives === now.negatives) return null;
  const [before, after] = [then, now].map(
    ({ positives, negatives }) => `${several(positives, 'positive')} and ${several(negatives, 'negative')}`,
  );
  return `made of ${before ?? ''}, now there are ${after ?? ''}`;
}
