import { z } from 'zod';
import { listed, metres, several } from '../../format';
import { type Flag, option, wordsOf, type Wording } from './option';

/** A radius, metres. */
export const radiusM = z.number().positive().max(1_000_000);

export const classesFlag: Flag = {
  name: 'classes',
  usage: '<C,C>',
  reads: 'names',
  help: 'classes; default: some that have labels',
};
export const radiusFlag: Flag = {
  name: 'radius',
  usage: '<M,M>',
  reads: 'lengths',
  help: "radius or radii, metres; default: the class's, or the terrain's finest",
};
const encodersFlag: Flag = {
  name: 'encoders',
  usage: '<E,E>',
  reads: 'names',
  help: 'encoders; default: all',
};
const encoderFlag: Flag = { ...encodersFlag, help: "encoder; default: the project's" };
const encodersByDefaultFlag: Flag = { ...encodersFlag, help: "encoders; default: the project's default" };

const ids = z.array(z.string()).min(1, 'Choose at least one class.').max(20, 'Choose 20 classes at most.');

/** Label classes; `suggested` as far as they have labels. */
export const classes = (suggested: readonly string[], wording: Wording<readonly string[]> = {}): typeof ids =>
  option(ids, {
    label: 'Classes',
    heading: 'Classes',
    field: { kind: 'classes', suggested },
    flags: [classesFlag],
    words: (value) => [wordsOf(classesFlag, value)],
    summary: ({ length }) => several(length, 'class', 'classes'),
    ...wording,
  });

const encoderIds = z.array(z.number().int()).min(1, 'Choose at least one encoder.');

/** Encoders of the project. */
export const encoders = (
  suggested: 'all' | 'default',
  wording: Wording<readonly number[]> = {},
): typeof encoderIds => {
  const flag = suggested === 'all' ? encodersFlag : encodersByDefaultFlag;
  return option(encoderIds, {
    label: 'Encoders',
    heading: 'Encoders',
    field: { kind: 'encoders', suggested },
    flags: [flag],
    words: (value) => [wordsOf(flag, value)],
    summary: ({ length }) => ` with ${several(length, 'encoder')}`,
    ...wording,
  });
};

const encoderId = z.number().int().nullable().default(null);

/** One encoder; null: the project's default, or else the first that has a decoder where one is needed. */
export const encoder = (
  { needsDecoder = false } = {},
  wording: Wording<number | null> = {},
): typeof encoderId =>
  option(encoderId, {
    label: needsDecoder ? 'Encoder with a decoder' : 'Encoder',
    field: { kind: 'encoder', needsDecoder },
    flags: [encoderFlag],
    words: (value) => (value === null ? [] : [wordsOf(encoderFlag, [value])]),
    ...wording,
  });

/**
 * Radii, metres.
 * @param octaves how many, an octave apart and from the finest on, are the default; null: all radii
 * @param most how many there may be
 */
export const radii = (
  { octaves, most }: { octaves: number | null; most: number },
  wording: Wording<readonly number[]> = {},
): z.ZodArray<typeof radiusM> =>
  option(z.array(radiusM).min(1, 'Choose at least one radius.').max(most, `Choose ${most} radii at most.`), {
    label: 'Radii',
    heading: wording.label ?? 'Radii',
    field: { kind: 'radii', octaves },
    flags: [radiusFlag],
    words: (value) => [wordsOf(radiusFlag, value)],
    setting: (value) => value.map(metres).join(', '),
    summary: ({ length }) => ` at ${several(length, 'radius', 'radii')}`,
    ...wording,
  });

/** One radius, metres. */
export const radius = (wording: Wording<number> = {}): typeof radiusM =>
  option(radiusM, {
    label: 'Radius',
    field: { kind: 'radius' },
    flags: [radiusFlag],
    words: (value) => [wordsOf(radiusFlag, [value])],
    setting: metres,
    ...wording,
  });

/**
 * Some of a list of things, all by default.
 * @param ids their ids
 * @param about what is said of each
 */
export function choices<Id extends string>(
  ids: z.ZodEnum<Readonly<Record<Id, Id>>>,
  about: Readonly<Record<Id, { readonly name: string; readonly about: string }>>,
  { flag: name, noun, ...wording }: { flag: string; noun: string } & Wording<readonly Id[]>,
): z.ZodDefault<z.ZodArray<typeof ids>> {
  const all = ids.options;
  const flag: Flag = {
    name,
    usage: `<${noun.slice(0, 1).toUpperCase()},${noun.slice(0, 1).toUpperCase()}>`,
    reads: 'names',
    help: `${all.join(', ')} or none; default: all`,
  };
  return option(z.array(ids).default([...all]), {
    label: name,
    field: { kind: 'choices', noun, choices: all.map((id) => ({ id, ...about[id] })) },
    flags: [flag],
    words: (value) => [wordsOf(flag, value.length === 0 ? ['none'] : value)],
    setting: (value) => (value.length === 0 ? 'none' : listed(value.map((id) => about[id].name))),
    summary: ({ length }) => ` and ${several(length, noun)}`,
    ...wording,
  });
}
