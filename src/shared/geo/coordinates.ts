import { UserError } from '../errors';
import { place } from '../format';
import type { LonLat } from './lonLat';

/** Formats of coordinates. */
export const coordinateFormats = ['degrees', 'dms', 'crs'] as const;
export type CoordinateFormat = (typeof coordinateFormats)[number];

/** Easting and northing in a projected CRS, in its units. */
export interface EastNorth {
  readonly x: number;
  readonly y: number;
}

/** Coordinates as typed: WGS84 degrees, or easting and northing in the DTM's CRS. */
export type Coordinates =
  ({ readonly kind: 'lonLat' } & LonLat) | ({ readonly kind: 'eastNorth' } & EastNorth);

/** Written decimals of a degree: about a metre. */
const DEGREE_DECIMALS = 5;

/** `47.14123 N 9.52234 E` */
export const degreesText = ({ lonDeg, latDeg }: LonLat): string => place(lonDeg, latDeg, DEGREE_DECIMALS);

/** `47° 08′ 28.43″ N 9° 31′ 20.42″ E` */
export const dmsText = ({ lonDeg, latDeg }: LonLat): string =>
  `${dms(latDeg)} ${latDeg < 0 ? 'S' : 'N'} ${dms(lonDeg)} ${lonDeg < 0 ? 'W' : 'E'}`;

/**
 * `E 2758123.4 m N 1223456.7 m`
 * @param unit of the CRS, as written after numbers
 */
export const eastNorthText = ({ x, y }: EastNorth, unit: string): string =>
  `E ${x.toFixed(1)} ${unit} N ${y.toFixed(1)} ${unit}`;

function dms(degrees: number): string {
  // In whole hundredths of a second, so that no 60 is written.
  const hundredths = Math.round(Math.abs(degrees) * 360_000);
  const minutes = Math.floor(hundredths / 6000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = `${two(Math.floor((hundredths % 6000) / 100))}.${two(hundredths % 100)}`;
  return `${Math.floor(minutes / 60)}° ${two(minutes % 60)}′ ${seconds}″`;
}

/** One of the two typed numbers. */
interface Part {
  readonly value: number;
  /** N, S, E or W; empty where none was typed. */
  readonly letter: string;
  /** A plain number; one with marks of degrees, minutes or several numbers is an angle; one with a unit is a length. */
  readonly kind: 'number' | 'angle' | 'length';
}

/**
 * Reads coordinates: decimal degrees (`47.1412 N 9.5223 E`, `47.1412, 9.5223`: latitude first, where no letters say
 * otherwise), degrees with minutes and seconds (`47° 8′ 28″ N 9° 31′ 20″ E`, `N47 8 28 E9 31 20`), or east and north in
 * the DTM's CRS (`2758123 1223457`, `E 2758123 m N 1223457 m`: east first). Numbers too large for degrees are the latter.
 * Decimal commas and apostrophes between thousands are read as well. The palette's search and "Go to coordinates" use it.
 * @throws UserError `bad-input` saying what is wrong
 */
export function parseCoordinates(text: string): Coordinates {
  const [first, second] = splitParts(normalised(text));
  const [east, north] = order(first, second);
  const isLength = first.kind === 'length' || second.kind === 'length';
  const isAngle = first.kind === 'angle' || second.kind === 'angle';
  if (isLength && isAngle) throw refused('One of the numbers is an angle and the other a length.');
  if (!isLength && Math.abs(north.value) <= 90 && Math.abs(east.value) <= 180)
    return { kind: 'lonLat', lonDeg: east.value, latDeg: north.value };
  if (isAngle) throw refused('Latitudes end at 90 degrees, longitudes at 180.');
  // Without letters the easting comes first.
  const [x, y] = first.letter === '' ? [first, second] : [east, north];
  return { kind: 'eastNorth', x: x.value, y: y.value };
}

const refused = (reason: string): UserError =>
  new UserError(
    'bad-input',
    `${reason} Type a place as 47.1412 N 9.5223 E, as 47° 8′ 28″ N 9° 31′ 20″ E, or as easting and northing in the DTM's CRS: ` +
      '2758123 1223457.',
  );

function normalised(text: string): string {
  const plain = text
    .trim()
    .toUpperCase()
    .replace(/[−–]/g, '-')
    .replace(/[º˚]/g, '°')
    .replace(/[’‘]/g, "'")
    .replace(/[″“”]|''|′′/g, '"')
    .replace(/′/g, "'")
    .replace(/(?<=\d)[\u202f\u2009](?=\d{3}(?!\d))/g, '');
  // Between thousands, where it does not mark minutes.
  const grouped = plain.includes('°') ? plain : plain.replace(/(?<=\d)'(?=\d{3}(?!\d))/g, '');
  const decimalCommas = grouped.match(/\d,\d/g)?.length === 2 && !grouped.includes('.');
  return decimalCommas ? grouped.replace(/(?<=\d),(?=\d)/g, '.') : grouped;
}

const SEPARATORS = /^[\s,;]+|[\s,;]+$/g;

function splitParts(text: string): [Part, Part] {
  const letters = text.match(/[NSEW]/g) ?? [];
  let pieces: string[];
  if (letters.length === 2) {
    pieces = /^[NSEW]/.test(text) ? text.split(/(?=[NSEW])/) : text.split(/(?<=[NSEW])/);
  } else if (letters.length === 0) {
    // Split after the first number with its marks; angles in several numbers need marks or letters.
    const found = text.includes('°')
      ? /^(.*\S)[\s,;]+([+-]?[\d.]+\s*°.*)$/.exec(text)
      : /^(\S+?)(?:[\s,;]+)(\S+)$/.exec(text.replace(/(?<=\d)\s+(?=M\b|FT\b)/g, ''));
    pieces = found?.slice(1) ?? [];
  } else {
    throw refused('Two of the letters N, S, E and W are needed, or none.');
  }
  const [first, second] = pieces.map((piece) => partOf(piece.replace(SEPARATORS, '')));
  if (first === undefined || second === undefined || pieces.length !== 2)
    throw refused('That is not two coordinates.');
  return [first, second];
}

const NUMBER = String.raw`(\d+(?:\.\d*)?|\.\d+)`;
const LENGTH = new RegExp(`^([+-]?)${NUMBER}\\s*(M|FT)$`);
const ANGLE = new RegExp(
  `^([+-]?)${NUMBER}(?:\\s*°\\s*|\\s+|$)(?:${NUMBER}(?:\\s*'\\s*|\\s+|$)(?:${NUMBER}\\s*"?)?)?$`,
);

function partOf(piece: string): Part {
  const letter = /[NSEW]/.exec(piece)?.[0] ?? '';
  const body = piece.replace(/[NSEW]/, '').replace(SEPARATORS, '');
  const length = LENGTH.exec(body);
  const [, sign = '', whole = '', minutes, seconds] = length ?? ANGLE.exec(body) ?? [];
  if (whole === '') throw refused(`"${piece}" is not a coordinate.`);
  const letterSign = letter === 'S' || letter === 'W' ? -1 : 1;
  const factor = sign === '-' ? -letterSign : letterSign;
  if (length !== null) return { value: factor * Number(whole), letter, kind: 'length' };
  if (letter !== '' && sign !== '') throw refused(`"${piece}" has both a sign and a letter.`);
  if (Number(minutes ?? 0) >= 60 || Number(seconds ?? 0) >= 60)
    throw refused(`"${piece}" has 60 minutes or seconds, or more.`);
  if (
    (minutes !== undefined && whole.includes('.')) ||
    (seconds !== undefined && minutes?.includes('.') === true)
  )
    throw refused(`"${piece}" has decimals before its last number.`);
  const value = Number(whole) + Number(minutes ?? 0) / 60 + Number(seconds ?? 0) / 3600;
  const kind = minutes !== undefined || body.includes('°') ? 'angle' : 'number';
  return { value: factor * value, letter, kind };
}

/** The two typed numbers as easting and northing. */
function order(first: Part, second: Part): [east: Part, north: Part] {
  const isNorth = ({ letter }: Part): boolean => letter === 'N' || letter === 'S';
  if (first.letter !== '') {
    if (isNorth(first) === isNorth(second))
      throw refused('One letter of N and S, and one of E and W are needed.');
    return isNorth(first) ? [second, first] : [first, second];
  }
  // Latitude first, unless the number is too large for one.
  return Math.abs(first.value) > 90 && Math.abs(second.value) <= 90 ? [first, second] : [second, first];
}
