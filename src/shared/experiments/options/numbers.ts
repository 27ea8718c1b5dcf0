import { z } from 'zod';
import { count as counted, metres, several } from '../../format';
import { type Flag, option, wordsOf, type Wording } from './option';

/** The flag of an option, without its dashes, and what it sets. */
interface Named {
  readonly flag: string;
  readonly help: string;
}

type Described<Value> = Named & { readonly label: string } & Wording<Value>;

/** A whole number, bounds included. */
export function count({
  flag: name,
  help,
  min,
  max,
  default: preset,
  ...wording
}: { min: number; max: number; default: number } & Described<number>): z.ZodDefault<z.ZodNumber> {
  const flag: Flag = { name, usage: '<N>', reads: 'whole', help: `${help}; default: ${preset}` };
  return option(z.number().int().min(min).max(max).default(preset), {
    field: { kind: 'count', min, max, default: preset },
    flags: [flag],
    words: (value) => [wordsOf(flag, [value])],
    setting: counted,
    ...wording,
  });
}

/** Repetitions, each with locations of its own. */
export const seeds = (wording: Wording<number> = {}): z.ZodDefault<z.ZodNumber> =>
  count({
    label: 'Seeds',
    flag: 'seeds',
    help: 'repetitions',
    min: 1,
    max: 1000,
    default: 10,
    setting: (value) =>
      value === 1 ? '0: locations drawn once' : `0 to ${value - 1}: locations drawn again for each`,
    summary: (value) => `, ${several(value, 'seed')}`,
    ...wording,
  });

const length = z.number().positive().nullable().default(null);

/**
 * A length in metres that may be left out.
 * @param ofRadius what then applies, in radii of the experiment, and in words
 */
export function lengthM({
  flag: name,
  help,
  ofRadius: [ofRadius, inWords],
  ...wording
}: { ofRadius: readonly [radii: number, inWords: string] } & Described<number | null>): typeof length {
  const flag: Flag = { name, usage: '<M>', reads: 'length', help: `${help}; default: ${inWords}` };
  return option(length, {
    field: { kind: 'metres', min: 1, max: 100_000, ofRadius, inWords },
    flags: [flag],
    words: (value) => (value === null ? [] : [wordsOf(flag, [value])]),
    setting: (value) => (value === null ? inWords : metres(value)),
    ...wording,
  });
}

const elevation = z.number().optional();

/** An elevation in metres that may be left out. */
export function elevationM({
  flag: name,
  help,
  ...wording
}: Described<number | undefined>): typeof elevation {
  const flag: Flag = { name, usage: '<M>', reads: 'elevation', help };
  return option(elevation, {
    field: { kind: 'metres', min: -500, max: 9000, ofRadius: null, inWords: 'any' },
    flags: [flag],
    words: (value) => (value === undefined ? [] : [wordsOf(flag, [value])]),
    setting: (value) => (value === undefined ? null : `${counted(value)} m`),
    ...wording,
  });
}

/** A number from 0 to 1. */
export function share({
  flag: name,
  help,
  default: preset,
  ...wording
}: { default: number } & Described<number>): z.ZodDefault<z.ZodNumber> {
  const flag: Flag = { name, usage: '<T>', reads: 'share', help: `${help}; default: ${preset}` };
  return option(z.number().min(0).max(1).default(preset), {
    field: { kind: 'share', default: preset },
    flags: [flag],
    words: (value) => [wordsOf(flag, [value])],
    setting: String,
    ...wording,
  });
}

/**
 * What is done by default; its flag switches it off.
 * @param about in a few words, beside the form's checkbox
 */
export function byDefault({
  flag: name,
  help,
  about,
  ...wording
}: { about: string } & Described<boolean>): z.ZodDefault<z.ZodBoolean> {
  const flag: Flag = { name, usage: '', reads: 'switch', help };
  return option(z.boolean().default(true), {
    field: { kind: 'switch', about },
    flags: [flag],
    words: (value) => (value ? [] : [[`--${name}`]]),
    setting: (value) => (value ? 'yes' : 'no'),
    ...wording,
  });
}
