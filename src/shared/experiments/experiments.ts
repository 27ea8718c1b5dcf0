import { z } from 'zod';
import { mapQuality } from './mapQuality';
import { multiScaleMap } from './multiScaleMap';
import { type Option, optionsOf } from './options/option';
import { provenance } from './provenance';
import { reconstruction } from './reconstruction';
import { retrieval } from './retrieval';
import { scaleFinder } from './scaleFinder';
import { table1, table2 } from './table';

/** Every experiment, in the order of the panel and of help texts. What each does: `engine/experiments/works.ts`. */
export const experiments = [
  mapQuality,
  scaleFinder,
  table1,
  table2,
  multiScaleMap,
  retrieval,
  reconstruction,
] as const;

type Listed = (typeof experiments)[number];
export type ExperimentKind = Listed['id'];

const [first, ...others] = experiments;

/** What an experiment does: paper, section 3, and docs of each result. */
export const experimentSpec = z.discriminatedUnion('experiment', [
  first.spec,
  ...others.map(({ spec }) => spec),
]);
export type ExperimentSpec = z.infer<typeof experimentSpec>;
export type ExperimentSpecInput = z.input<typeof experimentSpec>;
export type SpecOf<Kind extends ExperimentKind> = Extract<ExperimentSpec, { experiment: Kind }>;

/** Report of an experiment: its JSON export, and the source of its HTML report. */
export const experimentReport = z.object({
  spec: experimentSpec,
  provenance,
  result: z.discriminatedUnion('experiment', [first.result, ...others.map(({ result }) => result)]),
});
export type ExperimentReport = z.infer<typeof experimentReport>;
export type ResultOf<Kind extends ExperimentKind> = Extract<ExperimentReport['result'], { experiment: Kind }>;

/** The record of an experiment. */
export function experimentOf(kind: ExperimentKind): Listed {
  const found = experiments.find(({ id }) => id === kind);
  if (found === undefined) throw new Error(`There is no experiment ${kind}.`);
  return found;
}

/** The options of a specification that have a meaning beside its other values, each with its value. */
export function chosenOptions(spec: ExperimentSpec): (Option & { readonly value: unknown })[] {
  const values: Readonly<Record<string, unknown>> = spec;
  return optionsOf(experimentOf(spec.experiment).spec)
    .filter(({ applies }) => applies(values))
    .map((option) => ({ ...option, value: values[option.key] }));
}
