/** The no-data value in a text that GDAL wrote, NaN and infinities included; null when it is not a number. */
export function parseNoData(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (/^[-+]?(?:nan|1\.#(?:qnan|ind))/i.test(trimmed)) return NaN;
  const value = Number(trimmed.replace(/^([-+]?)(?:inf|1\.#inf).*$/i, '$1Infinity'));
  return Number.isNaN(value) ? null : value;
}

/** Metres in the units of elevation that GDAL names; others are assumed to be metres. */
const UNITS_M: readonly (readonly [name: RegExp, metres: number])[] = [
  [/^(ft|foot|feet|international foot)$/i, 0.3048],
  [/^(us-ft|ftus|sfoot|us survey foot)$/i, 1200 / 3937],
  [/^(mm|millimet(er|re)s?)$/i, 0.001],
  [/^(cm|centimet(er|re)s?)$/i, 0.01],
  [/^(dm|decimet(er|re)s?)$/i, 0.1],
  [/^(km|kilomet(er|re)s?)$/i, 1000],
];

/** Metres in a unit of elevation by its name. */
export const unitM = (name: string): number => UNITS_M.find(([pattern]) => pattern.test(name))?.[1] ?? 1;

/** What a file or a text beside it states about the values of one band; undefined where it states nothing. */
export interface BandFacts {
  /** The stored value that means no-data, before scale and offset. */
  readonly noData?: number | undefined;
  /** Elevation = (stored value x scale + offset) x the metres of its unit. */
  readonly scale?: number | undefined;
  readonly offset?: number | undefined;
  /** Name of the unit, as GDAL writes it. */
  readonly unit?: string | undefined;
}
