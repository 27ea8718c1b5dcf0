import type { MapQualityResult } from '../../../../shared/mapQuality/mapQualityResult';
import { listed, percent, plural } from '../../../../shared/format';
import {
  bestOf,
  isHardlyBetter,
  meanOf,
  type Method,
  methodsOf,
  rankOf,
  type ShownFigures,
} from '../../../../shared/mapQuality/mapQualityFigures';

type Entry = MapQualityResult['classes'][number];

/** The probability that the finding reports: sure enough to be worth a look. */
const REPORTED_FROM = 0.8;

/** The result in plain words: how much of what is shown is known, and how that ranks beside the best rule. */
export function mapQualityFinding(result: MapQualityResult): string {
  const classes = result.classes.map((entry) => ({ entry, methods: methodsOf(result, entry) }));
  const shown = classes.flatMap(({ entry, methods }) => bestShownOf(entry, methods));
  const ranked = classes.flatMap(({ entry, methods }) => rankedText(entry, methods));
  return [
    shown.length === 0
      ? 'No method is sure enough of any place to show it.'
      : `Of ${shown.map((one, index) => shownText(one, shown[index - 1])).join('; of ')}.`,
    ...(ranked.length === 0 ? [] : [`Average precision is ${listed(ranked)}.`]),
  ].join(' ');
}

/** What the best method of a class shows. */
interface BestShown {
  readonly name: string;
  readonly method: string;
  readonly shown: ShownFigures;
}

function bestShownOf(entry: Entry, methods: readonly Method[]): BestShown[] {
  const best = bestOf(methods.filter(({ figures }) => figures?.shown != null));
  const shown = best?.figures?.shown?.reduce((a, b) =>
    Math.abs(b.threshold - REPORTED_FROM) < Math.abs(a.threshold - REPORTED_FROM) ? b : a,
  );
  if (best === undefined || shown === undefined || shown.precision.length === 0) return [];
  return [{ name: nameOf(entry), method: best.label, shown }];
}

function shownText({ name, method, shown }: BestShown, before: BestShown | undefined): string {
  const how =
    before?.method === method && before.shown.threshold === shown.threshold
      ? ''
      : ` that ${method} shows at ${shown.threshold} or more,`;
  const chance = shown.lift === null ? '' : chanceText(shown.lift);
  return `100 ${name}${how} ${hundred(shown.precision)}${range(shown)} are known${chance}, and ${hundred(shown.recall)} of 100 known ones are shown`;
}

const chanceText = (lift: number): string =>
  isHardlyBetter(lift)
    ? `, hardly more than of random places (${times(lift)})`
    : `, ${times(lift)} as many as of random places`;

function rankedText(entry: Entry, methods: readonly Method[]): string[] {
  const learned = bestOf(methods.filter(({ row }) => row.kind !== 'rule'));
  const rule = bestOf(methods.filter(({ row }) => row.kind === 'rule'));
  if (learned === undefined) return [];
  const beside = rule === undefined ? '' : `; the best rule, ${rule.label}, has ${percent(rankOf(rule))}`;
  return [`${percent(rankOf(learned))} for ${nameOf(entry)} (${learned.label}${beside})`];
}

/** ` (60..79)`: what 95 of 100 as many places would have. */
const range = ({ interval }: ShownFigures): string =>
  interval === null ? '' : ` (${Math.round(100 * interval.low)}..${Math.round(100 * interval.high)})`;

const nameOf = ({ name }: Entry): string => plural(name.toLowerCase());
const hundred = (shares: readonly number[]): string => String(Math.round(100 * (meanOf(shares) ?? 0)));

/** `9.1 times` */
const times = (lift: number): string => `${Number(lift.toPrecision(2))} times`;
