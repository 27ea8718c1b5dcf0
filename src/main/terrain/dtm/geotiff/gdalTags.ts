import type { TiffDirectory } from './directory';

const GDAL_METADATA = 42112;
const GDAL_NODATA = 42113;

/** The no-data value that GDAL's tag names, NaN included; null when there is none. */
export async function readNoData(directory: TiffDirectory): Promise<number | null> {
  const text = (await directory.text(GDAL_NODATA)).trim();
  if (text === '') return null;
  if (/^[-+]?nan/i.test(text)) return NaN;
  const value = Number(text.replace(/^([-+]?)inf.*$/i, '$1Infinity'));
  return Number.isNaN(value) ? null : value;
}

/** Metres in the units of elevation that GDAL names; others are taken for metres. */
const UNITS_M: readonly (readonly [name: RegExp, metres: number])[] = [
  [/^(ft|foot|feet|international foot)$/i, 0.3048],
  [/^(us-ft|ftus|sfoot|us survey foot)$/i, 1200 / 3937],
  [/^(cm|centimet(er|re)s?)$/i, 0.01],
  [/^(dm|decimet(er|re)s?)$/i, 0.1],
];

/**
 * How the stored values of one band become metres: elevation = stored value x scale + offset, by the scale, offset and
 * unit in GDAL's metadata.
 * @param crsUnitM metres in the unit of the vertical CRS, which counts where GDAL names none
 */
export async function readScale(
  directory: TiffDirectory,
  band: number,
  crsUnitM: number,
): Promise<{ scale: number; offset: number }> {
  const xml = await directory.text(GDAL_METADATA);
  const items = new Map<string, string>();
  for (const [, attributes = '', value = ''] of xml.matchAll(/<Item\s([^<>]*)>([^<]*)<\/Item>/g))
    if (Number(attribute(attributes, 'sample') ?? NaN) === band)
      items.set(attribute(attributes, 'role') ?? '', value.trim());
  const number = (role: string, otherwise: number): number => {
    const value = Number(items.get(role) ?? otherwise);
    return Number.isFinite(value) ? value : otherwise;
  };
  const unit = items.get('unittype');
  const unitM = unit === undefined ? crsUnitM : (UNITS_M.find(([name]) => name.test(unit))?.[1] ?? 1);
  return { scale: number('scale', 1) * unitM, offset: number('offset', 0) * unitM };
}

function attribute(attributes: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
}
