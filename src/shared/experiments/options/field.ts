import type { LonLat, LonLatBox } from '../../geo/lonLat';
import type { TableRows } from './tableMethods';

/** The kinds of options, and what a form and the command line know of each: bounds and defaults. */
interface Fields {
  /** `suggested`: ids, as far as they have labels. */
  readonly classes: { readonly suggested: readonly string[] };
  /** `suggested`: all of the project, or its default encoder. */
  readonly encoders: { readonly suggested: 'all' | 'default' };
  readonly encoder: { readonly needsDecoder: boolean };
  /** `octaves`: how many radii, an octave apart and from the finest on, are suggested; null: all radii. */
  readonly radii: { readonly octaves: number | null };
  /** Suggested: the radius of the first class, or else the terrain's finest. */
  readonly radius: object;
  readonly box: { readonly role: 'region' | 'train' | 'test'; readonly isRequired: boolean };
  readonly polygon: object;
  readonly places: object;
  /** A whole number. */
  readonly count: { readonly min: number; readonly max: number; readonly default: number };
  /**
   * Metres that may be left out. `inWords`: what then applies, which is `ofRadius` radii of the experiment unless that is
   * null. `min` and `max` bound the form only.
   */
  readonly metres: {
    readonly min: number;
    readonly max: number;
    readonly ofRadius: number | null;
    readonly inWords: string;
  };
  /** From 0 to 1. */
  readonly share: { readonly default: number };
  /** On by default; its flag switches it off. */
  readonly switch: { readonly about: string };
  /** Some of a list; all by default. `noun`: what one is called. */
  readonly choices: {
    readonly noun: string;
    readonly choices: readonly { readonly id: string; readonly name: string; readonly about: string }[];
  };
  /** Classes, each at its radius: `suggested` as of classes. */
  readonly columns: { readonly suggested: readonly string[] };
  /** Encoders and other methods, which are the rows of a table. */
  readonly rows: object;
}

/** Values of each kind of option as a form holds them. */
export interface Values {
  readonly classes: readonly string[];
  readonly encoders: readonly number[];
  /** Null: the project's default. */
  readonly encoder: number | null;
  readonly radii: readonly number[];
  readonly radius: number;
  /** Null: the whole terrain. */
  readonly box: LonLatBox | null;
  readonly polygon: readonly LonLat[] | null;
  readonly places: readonly LonLat[];
  readonly count: number;
  readonly metres: number | null;
  readonly share: number;
  readonly switch: boolean;
  readonly choices: readonly string[];
  readonly columns: readonly { readonly classId: string; readonly radiusM: number }[];
  readonly rows: TableRows;
}

export type Kind = keyof Fields;

export type FieldOf<K extends Kind> = { readonly [P in K]: { readonly kind: P } & Fields[P] }[K];

/** What kind of option it is, with its bounds and default. */
export type Field = FieldOf<Kind>;
