const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `12,345` */
export const count = (value: number): string => number.format(value);

/** `240 m`, `1.4 km` */
export const metres = (valueM: number): string =>
  valueM < 1000 ? `${Number(valueM.toPrecision(3))} m` : `${Number((valueM / 1000).toPrecision(3))} km`;

/** A length known to two digits: `about 0.89 m` */
export const about = (valueM: number): string => `about ${Number(valueM.toPrecision(2))} m`;

/** A measured length: `842.3 m`, `1.234 km`; a dash where undefined. */
export const length = (valueM: number): string =>
  Number.isNaN(valueM) ? '–' : valueM < 1000 ? `${valueM.toFixed(1)} m` : `${(valueM / 1000).toFixed(3)} km`;

/** A measured area: `8,423 m²`, `1.234 km²` */
export const area = (valueM2: number): string =>
  valueM2 < 1e5 ? `${count(valueM2)} m²` : `${(valueM2 / 1e6).toFixed(3)} km²`;

/** `peaks`, `marshes`, `quarries` */
export const plural = (noun: string): string =>
  /(?:s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : noun.replace(/(?<=[^aeiou])y$/, 'ie') + 's';

/** `87.5 %`; a dash where undefined. */
export const percent = (share: number | null): string =>
  share === null ? '–' : `${(share * 100).toFixed(1)} %`;

/** `46.8012 N 9.8342 E` */
export const place = (lonDeg: number, latDeg: number, decimals = 4): string =>
  `${Math.abs(latDeg).toFixed(decimals)} ${latDeg < 0 ? 'S' : 'N'} ${Math.abs(lonDeg).toFixed(decimals)} ${lonDeg < 0 ? 'W' : 'E'}`;

/** `2:10`, `1:02:10` */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

const dayAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** `25 Nov 2026, 12:40` in the machine's time zone. */
export const dateTime = (ms: number): string => dayAndTime.format(ms);

/** A size on disk, rounded up: `131 MB`, `3.4 GB`. */
export function fileSize(bytes: number): string {
  const mb = Math.max(1, Math.ceil(bytes / 1e6));
  return mb < 1000 ? `${mb} MB` : `${(mb / 1000).toFixed(1)} GB`;
}

/** `1 seed`, `10 seeds` */
export const several = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c` */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
