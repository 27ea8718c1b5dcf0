import type { MapQualityResult } from './mapQualityResult';
import { wilson, type Share } from '../statistics/wilson';

type Entry = MapQualityResult['classes'][number];
type Row = Entry['rows'][number];
type Draw = NonNullable<Row['draws']>[number][number];

/** Figures of a method from one probability up; directions are weighted equally. */
export interface ShownFigures {
  readonly threshold: number;
  /** Share of what is shown that is known, by draw; draws that show nothing have none. */
  readonly precision: readonly number[];
  /** Of the mean precision, with as many places as a draw shows; null where nothing is shown. */
  readonly interval: Share | null;
  /** Share of the known places that are shown, by draw. */
  readonly recall: readonly number[];
  /** Detections shown in all directions, mean over draws. */
  readonly shown: number;
  /** Precision divided by that of random places; null where nothing is shown or chance is 0. */
  readonly lift: number | null;
  /** Precision that the head itself predicted, 0..1, mean over draws and directions; null where it did not. */
  readonly foretold: number | null;
  /** Of the maps that it made a prediction for and that show something, in how many the share lay within its bounds; null: there are none. */
  readonly held: { readonly maps: number; readonly of: number } | null;
}

/** A row of a class for tables and plots. */
interface MethodFigures {
  /** Shares 0..1 by draw, mean over directions. */
  readonly averagePrecision: readonly number[];
  readonly bestF1: readonly number[];
  /** By threshold; null for rules, whose scores are not probabilities. */
  readonly shown: readonly ShownFigures[] | null;
  /** Metres from detections to their known places, median, in the mean over draws and directions; null where none is found. */
  readonly medianErrorM: number | null;
}

/** The figures of a row; null where the method does not support the class. */
function figuresOf(entry: Entry, { draws }: Row, thresholds: readonly number[]): MethodFigures | null {
  const repeats = draws?.[0]?.length ?? 0;
  if (draws === null || repeats === 0) return null;
  const byDraw = Array.from({ length: repeats }, (_, draw) => draws.flatMap((one) => one[draw] ?? []));
  const all = byDraw.flat();
  return {
    averagePrecision: meansOf(byDraw.map((one) => one.map(({ averagePrecision }) => averagePrecision))),
    bestF1: meansOf(byDraw.map((one) => one.map(({ bestF1 }) => bestF1))),
    shown: all.some(({ shown }) => shown !== null)
      ? thresholds.map((threshold, at) => shownFrom(entry, byDraw, threshold, at))
      : null,
    medianErrorM: meanOf(all.flatMap(({ medianErrorM }) => medianErrorM ?? [])),
  };
}

/** @param byDraw [draws][directions] */
function shownFrom(
  { known, chance }: Entry,
  byDraw: readonly (readonly Draw[])[],
  threshold: number,
  at: number,
): ShownFigures {
  const counts = byDraw.map((directions) =>
    directions.map(({ shown }, direction) => ({
      ...(shown?.[at] ?? { shown: 0, right: 0 }),
      known: known[direction] ?? 0,
    })),
  );
  const precision = meansOf(
    counts.map((one) => one.flatMap(({ shown, right }) => (shown === 0 ? [] : [right / shown]))),
  );
  const [meanPrecision, meanChance] = [meanOf(precision), meanOf(chance)];
  const shown = sumOf(counts.flat().map((one) => one.shown)) / counts.length;
  return {
    threshold,
    precision,
    interval: meanPrecision === null ? null : wilson(meanPrecision * shown, shown),
    recall: meansOf(
      counts.map((one) => one.flatMap(({ right, known: there }) => (there === 0 ? [] : [right / there]))),
    ),
    shown,
    lift:
      meanPrecision === null || meanChance === null || meanChance === 0 ? null : meanPrecision / meanChance,
    foretold: meanOf(byDraw.flat().flatMap(({ foretold }) => foretold?.[at] ?? [])),
    held: heldOf(byDraw.flat(), at),
  };
}

/** How often predictions held, of those that have bounds. */
function heldOf(draws: readonly Draw[], at: number): ShownFigures['held'] {
  const held = draws.flatMap(({ shown, foretoldBounds }) => {
    const [one, bounds] = [shown?.[at], foretoldBounds?.[at]];
    if (one === undefined || one.shown === 0 || bounds === undefined || bounds === null) return [];
    const share = one.right / one.shown;
    return [bounds.low <= share && share <= bounds.high];
  });
  return held.length === 0 ? null : { maps: held.filter(Boolean).length, of: held.length };
}

/** Means of those lists that have values. */
const meansOf = (lists: readonly (readonly number[])[]): number[] =>
  lists.flatMap((values) => meanOf(values) ?? []);

/** The method with the highest average precision among those that support the class. */
export const bestOf = (methods: readonly Method[]): Method | undefined =>
  [...methods].filter(({ figures }) => figures !== null).sort((a, b) => rankOf(b) - rankOf(a))[0];

/** Mean average precision, 0..1; 0 where it does not support the class. */
export const rankOf = ({ figures }: Method): number => meanOf(figures?.averagePrecision ?? []) ?? 0;

/** Lift below which a map shows little more than how dense a class is. */
const HARDLY = 2;

/** Whether what is shown is known hardly more often than random places are. */
export const isHardlyBetter = (lift: number): boolean => lift < HARDLY;

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Null for no values. */
export const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sumOf(values) / values.length;

/** Distinguishable on white; dark pages lighten them. */
const COLOURS = [
  ...(['#2563EB', '#C2410C', '#15803D', '#BE185D'] as const),
  ...(['#0E7490', '#7C3AED', '#92660A', '#57534E'] as const),
] as const;

/** A method as tables and plots of a class show it. */
export interface Method {
  readonly row: Row;
  /** Its name, with its detail where several methods share the name. */
  readonly label: string;
  /** #rrggbb, the same for every class. */
  readonly colour: string;
  /** Null where it does not support the class. */
  readonly figures: MethodFigures | null;
}

/** The methods of a class, in the order of the result. */
export function methodsOf({ classes, thresholds }: MapQualityResult, entry: Entry): Method[] {
  const isAmbiguous = ({ name, detail }: Row): boolean =>
    classes.some(
      ({ rows }) =>
        rows.some((other) => other.name === name && other.detail === detail) &&
        rows.some((other) => other.name === name && other.detail !== detail),
    );
  const labelOf = (row: Row): string =>
    row.detail !== '' && isAmbiguous(row) ? `${row.name}, ${row.detail}` : row.name;
  const labelsOf = (kinds: readonly Row['kind'][]): string[] => [
    ...new Set(classes.flatMap(({ rows }) => rows.filter(({ kind }) => kinds.includes(kind)).map(labelOf))),
  ];
  const learned = labelsOf(['encoder', 'network']);
  const rules = labelsOf(['rule']);
  return entry.rows.map((row) => {
    const label = labelOf(row);
    // From both ends: their lines differ too, so that many of one kind and of the other stay apart.
    const at =
      row.kind === 'rule'
        ? -1 - (rules.indexOf(label) % COLOURS.length)
        : learned.indexOf(label) % COLOURS.length;
    return { row, label, colour: COLOURS.at(at) ?? COLOURS[0], figures: figuresOf(entry, row, thresholds) };
  });
}
