import type { MapQualityResult } from '../../../../shared/experiments';
import { percent, plural } from '../../../../shared/format';
import { meanOf, type Method, methodsOf } from '../../../../shared/mapQualityFigures';
import { listed } from './words';

type Entry = MapQualityResult['classes'][number];

/** The probability that the finding tells of: what is sure enough to be looked at. */
const TOLD_FROM = 0.8;

/** Below so many times chance a map says little more than how dense a class is. */
const HARDLY = 2;

/** What came out, in plain words: how much of what is shown is known, and how that ranks beside the best rule. */
export function mapQualityFinding(result: MapQualityResult): string {
  const shown = result.classes.flatMap((entry) => shownClause(entry, methodsOf(result, entry)));
  const ranked = result.classes.flatMap((entry) => rankedClause(entry, methodsOf(result, entry)));
  return [
    shown.length === 0 ? 'No method is sure enough of any place to show it.' : `Of ${shown.join('; of ')}.`,
    ...(ranked.length === 0 ? [] : [`Average precision: ${listed(ranked)}.`]),
  ].join(' ');
}

function shownClause(entry: Entry, methods: readonly Method[]): string[] {
  const best = bestOf(methods.filter(({ figures }) => figures?.shown != null));
  const shown = best?.figures?.shown?.reduce((a, b) =>
    Math.abs(b.threshold - TOLD_FROM) < Math.abs(a.threshold - TOLD_FROM) ? b : a,
  );
  const precision = meanOf(shown?.precision ?? []);
  const recall = meanOf(shown?.recall ?? []);
  if (best === undefined || shown === undefined || precision === null || recall === null) return [];
  return [
    `100 ${nameOf(entry)} that ${best.label} shows from ${shown.threshold} on, ${hundred(precision)} are known` +
      `${shown.lift === null ? '' : chanceText(shown.lift)}, and ${hundred(recall)} of 100 known ones are shown`,
  ];
}

const chanceText = (lift: number): string =>
  lift < HARDLY
    ? `, hardly more than of random places (${times(lift)})`
    : `, ${times(lift)} as many as of random places`;

function rankedClause(entry: Entry, methods: readonly Method[]): string[] {
  const learned = bestOf(methods.filter(({ row }) => row.kind !== 'rule'));
  const rule = bestOf(methods.filter(({ row }) => row.kind === 'rule'));
  if (learned === undefined || rule === undefined) return [];
  return [
    `${nameOf(entry)} ${percent(rankOf(learned))} with ${learned.label} and ${percent(rankOf(rule))} with the best rule, ${rule.label}`,
  ];
}

/** The method with the highest average precision of those that answer. */
const bestOf = (methods: readonly Method[]): Method | undefined =>
  methods.filter(({ figures }) => figures !== null).sort((a, b) => (rankOf(b) ?? 0) - (rankOf(a) ?? 0))[0];

const rankOf = ({ figures }: Method): number | null => meanOf(figures?.averagePrecision ?? []);

const nameOf = ({ name }: Entry): string => plural(name.toLowerCase());
const hundred = (share: number): string => String(Math.round(100 * share));

/** `9.1 times` */
const times = (lift: number): string => `${Number(lift.toPrecision(2))} times`;
