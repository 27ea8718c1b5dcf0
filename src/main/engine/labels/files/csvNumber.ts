/** Degrees, minutes and seconds with their marks, or degrees with a compass letter. */
const sexagesimal =
  /^([NSEWO])?\s*([-+]?\d+(?:[.,]\d+)?)\s*(?:°|º|d)?\s*(?:(\d+(?:[.,]\d+)?)\s*['′’]\s*)?(?:(\d+(?:[.,]\d+)?)\s*(?:"|″|''|”)\s*)?([NSEWO])?$/i;

/**
 * A number as tables have it: with a decimal point or comma, with spaces or apostrophes between thousands, or as degrees,
 * minutes and seconds; null for anything else.
 */
export function numberOf(cell: string): number | null {
  const text = cell.trim();
  if (text === '') return null;
  const plain = text.replace(/(?<=\d)[\s\u00a0\u202f'’](?=\d{3}(?!\d))/g, '');
  if (/^[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[-+]?\d+)?$/i.test(plain)) return Number(plain.replace(',', '.'));
  const match = sexagesimal.exec(text);
  if (match === null || !/[°º'′’"″NSEWO]/i.test(text)) return null;
  const [, before, degrees = '', minutes, seconds, after] = match;
  const [d, m, s] = [degrees, minutes ?? '0', seconds ?? '0'].map((each) => Number(each.replace(',', '.')));
  const size = Math.abs(d ?? NaN) + (m ?? NaN) / 60 + (s ?? NaN) / 3600;
  const isNegative = degrees.startsWith('-') || /^[SW]$/i.test(before ?? after ?? '');
  return Number.isFinite(size) ? (isNegative ? -size : size) : null;
}
