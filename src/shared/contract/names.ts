import { z } from 'zod';
import { call, nothing } from '../rpc/contract';

/** The longest name, characters. */
export const MOST_NAME = 120;
/** The longest note, characters. */
export const MOST_NOTE = 4000;

/** What people can name and annotate. */
const nameable = z.enum(['run', 'retrieval', 'encoder']);
export type Nameable = z.infer<typeof nameable>;

/** What people call something and noted about it; null: it goes by its title, and has no note. */
export const givenNames = z.object({ name: z.string().nullable(), note: z.string().nullable() });
export type GivenNames = z.infer<typeof givenNames>;

/** As `givenNames`, as somebody types it: without blanks around it, null for an empty text. */
const typed = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .transform((text) => (text === '' ? null : text))
    .nullable();

export const names = {
  /**
   * Names and annotates a run, a retrieval or an encoder, as an undo step; an encoder without a name gets that of its card back.
   * `not-found`; `bad-input` for the name of another encoder, since encoders are chosen by their names.
   */
  set: call(
    z.object({ of: nameable, id: z.number().int(), name: typed(MOST_NAME), note: typed(MOST_NOTE) }),
    nothing,
  ),
};
