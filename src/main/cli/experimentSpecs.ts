import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { LabelClassInfo } from '../../shared/contract/labels';
import { UserError } from '../../shared/errors';
import { saidOf } from '../../shared/plainIssues';
import {
  experimentOf,
  experimentSpec,
  type ExperimentKind,
  type ExperimentSpec,
} from '../../shared/experiments/experiments';
import type { FieldOf, Kind } from '../../shared/experiments/options/field';
import { type Option, optionsOf } from '../../shared/experiments/options/option';
import { type Offer, suggested, valueInSpec, withLabels } from '../../shared/experiments/options/suggested';
import { lonLatBox, type LonLat, type LonLatBox } from '../../shared/geo/lonLat';

import { tableMethodOf } from './tableMethods';
import { camelCase } from './options';
import { classIdOf, encoderIdOf } from './values';
import type { Workbench } from './workbench';

/** The values of flags by their name in camel case, as commander has them. */
export type FlagValues = Readonly<Record<string, unknown>>;

/**
 * The specification of an experiment on the open project. What no flag gives is as the form suggests it.
 * @throws UserError `bad-input` or `not-found` saying what is wrong, `outside-terrain` without a DTM
 */
export async function experimentSpecOf(
  workbench: Workbench,
  kind: ExperimentKind,
  given: FlagValues,
): Promise<ExperimentSpec> {
  const { spec, name } = experimentOf(kind);
  const options = optionsOf(spec);
  refuseOthers(kind, options, given);
  const { terrain, encoders, labels } = workbench.engine;
  const described = await terrain.describe();
  if (described === null) throw new UserError('outside-terrain', 'The project has no DTM yet. Import one.');
  const offer = {
    classes: await labels.classes(),
    encoders: await encoders.list(),
    radiiM: described.radiiM,
  };
  const chosen = options.flatMap(({ field }) =>
    field.kind === 'classes' ? chosenClasses(field.suggested, given, offer.classes) : [],
  );
  if (
    options.some(
      ({ field, flags: [flag] }) =>
        field.kind === 'box' && field.isRequired && given[camelCase(flag.name)] === undefined,
    )
  )
    throw new UserError(
      'bad-input',
      `${name} is trained in one area and measured in another: give both with --train-box and --test-box.`,
    );
  const values: Record<string, unknown> = { experiment: kind };
  for (const option of options) values[option.key] = await valueOf(option, given, { ...offer, chosen });
  const parsed = experimentSpec.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new UserError('bad-input', `These are not valid options of ${kind}: ${saidOf(parsed.error)}`);
}

/** @throws UserError `bad-input` naming a flag that the experiment does not have */
function refuseOthers(kind: ExperimentKind, options: readonly Option[], given: FlagValues): void {
  const known = options.flatMap(({ flags }) => flags.map(({ name }) => name));
  const other = Object.keys(given).find((name) => !['out', 'json', ...known.map(camelCase)].includes(name));
  if (other === undefined) return;
  const flag = other.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UserError(
    'bad-input',
    `--${flag} does not apply to ${kind}; its options are ${known.map((name) => `--${name}`).join(', ')}.`,
  );
}

const names = z.array(z.string()).optional();
const lengths = z.array(z.number()).optional();
const path = z.string().optional();
const box = lonLatBox.optional();

/** What a kind of option is made from: its bounds, what was typed, and what the project has. */
interface Typed<K extends Kind> {
  readonly field: FieldOf<K>;
  readonly given: FlagValues;
  /** The value of its first flag. */
  readonly value: unknown;
  readonly offer: Offer;
}

const asTyped = ({ value }: { readonly value: unknown }): unknown => value;

/** The value that flags give to each kind of option, not checked yet; undefined: none. */
const readers: { readonly [K in Kind]: (typed: Typed<K>) => unknown } = {
  classes: ({ offer }) => offer.chosen.map(({ id }) => id),
  encoders: ({ value, offer }) => names.parse(value)?.map((name) => encoderIdOf(name, offer.encoders)),
  encoder: ({ value, offer }) => {
    const name = single(names.parse(value), '--encoders');
    return name === undefined ? undefined : encoderIdOf(name, offer.encoders);
  },
  radii: asTyped,
  radius: ({ value }) => single(lengths.parse(value), '--radius'),
  box: asTyped,
  polygon: ({ value, given }) => {
    const area = box.parse(given.box);
    return value ?? (area === undefined ? undefined : cornersOf(area));
  },
  places: asTyped,
  count: asTyped,
  metres: asTyped,
  share: asTyped,
  switch: ({ value }) => (value === true ? false : undefined),
  choices: ({ field, value }) => names.parse(value) && chosenOf(field, names.parse(value) ?? []),
  columns: ({ field, given, offer }) => {
    const file = path.parse(given.given);
    if (file !== undefined) return readColumns(file);
    const radiusM = single(lengths.parse(given.radius), '--radius');
    return chosenClasses(field.suggested, given, offer.classes).map((entry) => ({
      classId: entry.id,
      radiusM: radiusM ?? entry.radiusM ?? offer.radiiM[0],
    }));
  },
  rows: ({ value, offer }) => names.parse(value)?.map((row) => tableMethodOf(row, offer.encoders)),
};

const typedValue = <K extends Kind>(kind: K, typed: Typed<K>): unknown => readers[kind](typed);

/** The value of an option, not checked yet. */
async function valueOf({ field, flags: [flag] }: Option, given: FlagValues, offer: Offer): Promise<unknown> {
  const value = given[camelCase(flag.name)];
  const typed = await typedValue(field.kind, { field, given, value, offer });
  return typed ?? valueInSpec(suggested(field, offer), offer);
}

/** Those of a list that the user named; none for `none`. @throws UserError `bad-input` listing the valid ones */
function chosenOf({ noun, choices }: FieldOf<'choices'>, names: readonly string[]): string[] {
  if (names.length === 1 && names[0] === 'none') return [];
  const unknown = names.find((name) => choices.every(({ id }) => id !== name));
  if (unknown === undefined) return [...names];
  throw new UserError(
    'bad-input',
    `There is no ${noun} "${unknown}". Choose from ${choices.map(({ id }) => id).join(', ')}; or none.`,
  );
}

/** The classes that the user named, else those suggested that have labels. @throws UserError `too-few-labels` without any */
function chosenClasses(
  suggested: readonly string[],
  given: FlagValues,
  classes: readonly LabelClassInfo[],
): LabelClassInfo[] {
  const ids = names.parse(given.classes)?.map((name) => classIdOf(name, classes));
  const found =
    ids?.flatMap((id) => classes.filter((entry) => entry.id === id)) ?? withLabels(suggested, classes);
  if (found.length > 0) return found;
  throw new UserError(
    'too-few-labels',
    `The project has no labels of ${suggested.join(', ')}. Import labels, or name other classes with --classes.`,
  );
}

/** A table's columns from a JSON file. @throws UserError `not-found` or `unsupported-file` naming it */
async function readColumns(path: string): Promise<unknown> {
  const text = await readFile(resolve(path), 'utf8').catch((cause: unknown) => {
    throw new UserError('not-found', `${basename(path)} cannot be read.`, { cause });
  });
  try {
    const columns: unknown = JSON.parse(text);
    return columns;
  } catch (cause) {
    throw new UserError('unsupported-file', `${basename(path)} is not JSON.`, { cause });
  }
}

/** The only one of a list. @throws UserError `bad-input` when there are several */
function single<T>(values: readonly T[] | undefined, flag: string): T | undefined {
  if (values === undefined || values.length === 1) return values?.[0];
  throw new UserError('bad-input', `${flag} takes one value here.`);
}

const cornersOf = ({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): LonLat[] => [
  { lonDeg: westDeg, latDeg: southDeg },
  { lonDeg: eastDeg, latDeg: southDeg },
  { lonDeg: eastDeg, latDeg: northDeg },
  { lonDeg: westDeg, latDeg: northDeg },
];
