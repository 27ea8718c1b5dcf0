import { z } from 'zod';

/** Kinds of heads, the default first. */
export const headKind = z.enum(['svm', 'logistic', 'nearest']);
export type HeadKind = z.infer<typeof headKind>;

/** What each kind is called. */
export const headKindNames: Readonly<Record<HeadKind, string>> = {
  svm: 'Support vectors',
  logistic: 'Logistic regression',
  nearest: 'Nearest neighbours',
};
