import { z } from 'zod';
import type { EncoderInfo } from '../../contract/encoders';

/** Rows of a table that are not encoders of the project. */
export const otherMethod = z.enum(['cnn', 'untrained', 'classical']);
export type OtherMethod = z.infer<typeof otherMethod>;

/**
 * A row of a table: a method other than the project's encoders, or one of these encoders.
 * `cnn`: the paper's network, trained on each draw; `untrained`: a topo2vec encoder before training; `classical`: geomorphons
 * and quadratic surfaces, which need no training.
 */
export const tableMethod = z.union([
  otherMethod,
  z.object({
    encoderId: z.number().int(),
    /** Whether heads are trained on each patch's eight rotations and reflections and average their decisions over them. */
    symmetries: z.boolean().default(false),
    /** The SVM's C. */
    c: z.number().positive().default(1),
  }),
]);
export type TableMethod = z.infer<typeof tableMethod>;

/** The rows of a table, as a form asks for them. */
export interface TableRows {
  readonly encoderIds: readonly number[];
  readonly others: readonly OtherMethod[];
  /** Whether encoders that see orientation get a second row, whose heads are trained with rotated and mirrored copies. */
  readonly hasCopies: boolean;
  /** Whether heads have the paper's C of 1, and not the one that measured best with their encoder. */
  readonly hasPaperC: boolean;
}

/** The rows that are asked for, encoders first. */
export const methodsOf = (
  { encoderIds, others, hasCopies, hasPaperC }: TableRows,
  encoders: readonly EncoderInfo[],
): TableMethod[] => [
  ...encoders
    .filter(({ id }) => encoderIds.includes(id))
    .flatMap(({ id, card }) => {
      const row = { encoderId: id, c: hasPaperC ? 1 : card.headC, symmetries: false };
      return hasCopies && !card.invariant ? [row, { ...row, symmetries: true }] : [row];
    }),
  ...others,
];

/** How a row is written, for help texts. */
export const ROW_USAGE =
  'cnn, untrained, classical, or an encoder, as in polar, polar:10 (C = 10), id+symmetries';
