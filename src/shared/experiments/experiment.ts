import type { z } from 'zod';
import type { Figures } from './figures';

/** An experiment: what it asks, of which options, and what it finds. Its options are those of its specification. */
interface Description<Id extends string, Spec extends z.ZodObject, Result extends z.ZodObject> {
  readonly id: Id;
  readonly name: string;
  /** Its name in titles of its reports; default: its name. */
  readonly shortName?: string;
  /** Where the paper has it; null: it has no such experiment. */
  readonly source: string | null;
  readonly question: string;
  /** With `experiment`, its id, and its options. */
  readonly spec: Spec;
  /** With `experiment`, its id. */
  readonly result: Result;
  /** Settings that are always the same, for the report. */
  readonly fixed?: readonly (readonly [name: string, value: string])[];
  /** Its result as a table, for the panel, the terminal and the report; null: all three have a view of their own. */
  readonly figures: ((result: z.output<Result>) => Figures) | null;
}

type Experiment<Id extends string, Spec extends z.ZodObject, Result extends z.ZodObject> = Required<
  Omit<Description<Id, Spec, Result>, 'figures'>
> & {
  /** Null: it has no such table. @throws ZodError on the result of another experiment */
  readonly figures: (result: unknown) => Figures | null;
};

/** Makes the record of an experiment. */
export function experiment<Id extends string, Spec extends z.ZodObject, Result extends z.ZodObject>(
  described: Description<Id, Spec, Result>,
): Experiment<Id, Spec, Result> {
  const { name, result: schema, figures } = described;
  return {
    fixed: [],
    shortName: name,
    ...described,
    figures: (result) => figures?.(schema.parse(result)) ?? null,
  };
}
