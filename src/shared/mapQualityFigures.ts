import type { MapQualityResult } from './experiments';
import { wilson, type Share } from './wilson';

type Entry = MapQualityResult['classes'][number];
type Row = Entry['rows'][number];

/** What a method shows from one probability on, both directions together. */
export interface ShownFigures {
  readonly threshold: number;
  /** Share of what is shown that is known, by draw; draws that show nothing have none. */
  readonly precision: readonly number[];
  /** Of the precision of a draw in the mean: what chance alone would move it by. Null where nothing is shown. */
  readonly interval: Share | null;
  /** Share of the known places that are shown, by draw. */
  readonly recall: readonly number[];
  /** Detections shown, mean over draws. */
  readonly shown: number;
  /** How many times as often what is shown is known as a random place is; null where nothing is shown or chance is 0. */
  readonly lift: number | null;
  /** What the head itself said would be right, 0..1, mean over draws and directions; null where it did not say. */
  readonly foretold: number | null;
}

/** A row of a class for tables and plots. */
export interface MethodFigures {
  /** Shares 0..1 by draw, mean over directions. */
  readonly averagePrecision: readonly number[];
  readonly bestF1: readonly number[];
  /** By threshold; null of rules, whose scores are no probabilities. */
  readonly shown: readonly ShownFigures[] | null;
  /** Metres from detections to their known places, median, in the mean over draws and directions; null where none is found. */
  readonly medianErrorM: number | null;
}

/**
 * The figures of a row: directions count alike in what ranks (average precision and F1), and are one map in what is shown.
 * @returns null where the method cannot answer the class
 */
function figuresOfMethod(
  { known, chance }: Pick<Entry, 'known' | 'chance'>,
  { draws }: Pick<Row, 'draws'>,
  thresholds: readonly number[],
): MethodFigures | null {
  const repeats = draws?.[0]?.length ?? 0;
  if (draws === null || repeats === 0) return null;
  /** [draws][directions] */
  const byDraw = Array.from({ length: repeats }, (_, draw) => draws.flatMap((one) => one[draw] ?? []));
  const all = byDraw.flat();
  const shownFrom = (threshold: number, at: number): ShownFigures => {
    const counts = byDraw.map((directions) => {
      const each = directions.map(({ shown }) => shown?.[at] ?? { shown: 0, right: 0 });
      return {
        shown: sumOf(each.map(({ shown }) => shown)),
        right: sumOf(each.map(({ right }) => right)),
        byChance: sumOf(each.map(({ shown }, direction) => shown * (chance[direction] ?? 0))),
      };
    });
    const byChance = sumOf(counts.map((count) => count.byChance));
    const [shownByAll, rightByAll] = [
      sumOf(counts.map(({ shown }) => shown)),
      sumOf(counts.map(({ right }) => right)),
    ];
    return {
      threshold,
      precision: counts.flatMap(({ shown, right }) => (shown === 0 ? [] : [right / shown])),
      recall: sumOf(known) === 0 ? [] : counts.map(({ right }) => right / sumOf(known)),
      interval: wilson(rightByAll / repeats, shownByAll / repeats),
      shown: shownByAll / repeats,
      lift: byChance === 0 ? null : rightByAll / byChance,
      foretold: meanOf(all.flatMap(({ foretold }) => foretold?.[at] ?? [])),
    };
  };
  return {
    averagePrecision: byDraw.map((one) => meanOf(one.map(({ averagePrecision }) => averagePrecision)) ?? 0),
    bestF1: byDraw.map((one) => meanOf(one.map(({ bestF1 }) => bestF1)) ?? 0),
    shown: all.some(({ shown }) => shown !== null) ? thresholds.map(shownFrom) : null,
    medianErrorM: meanOf(all.flatMap(({ medianErrorM }) => medianErrorM ?? [])),
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Null of no values. */
export const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sumOf(values) / values.length;

/** Told apart on white; dark pages lighten them. */
const COLOURS = [
  ...(['#2563EB', '#C2410C', '#15803D', '#BE185D'] as const),
  ...(['#0E7490', '#7C3AED', '#92660A', '#57534E'] as const),
] as const;

/** A method as tables and plots of a class show it. */
export interface Method {
  readonly row: Row;
  /** Its name, with its detail where the name alone stands for several. */
  readonly label: string;
  /** #rrggbb, the same for every class. */
  readonly colour: string;
  /** Null where it cannot answer the class. */
  readonly figures: MethodFigures | null;
}

/** The methods of a class, in the order of the result. */
export function methodsOf({ classes, thresholds }: MapQualityResult, entry: Entry): Method[] {
  const all = classes.flatMap(({ rows }) => rows);
  const labelOf = ({ name, detail }: Row): string =>
    detail !== '' && all.some((other) => other.name === name && other.detail !== detail)
      ? `${name}, ${detail}`
      : name;
  const labels = [...new Set(all.map(labelOf))];
  return entry.rows.map((row) => ({
    row,
    label: labelOf(row),
    colour: COLOURS[labels.indexOf(labelOf(row)) % COLOURS.length] ?? COLOURS[0],
    figures: figuresOfMethod(entry, row, thresholds),
  }));
}
