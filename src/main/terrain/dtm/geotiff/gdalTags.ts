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

/** What GDAL's metadata say of one band: elevation = stored value x scale + offset. */
export async function readScale(
  directory: TiffDirectory,
  band: number,
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
  return { scale: number('scale', 1), offset: number('offset', 0) };
}

function attribute(attributes: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
}
