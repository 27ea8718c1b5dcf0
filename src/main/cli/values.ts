import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { MOST_AREA_PLACES } from '../../shared/contract/areas';
import type { EncoderInfo } from '../../shared/contract/encoders';
import type { LabelClassInfo } from '../../shared/contract/labels';
import { UserError } from '../../shared/errors';
import { COARSE_M } from '../../shared/geo/coarsePlace';
import { boxOfEdges, lonLat, type LonLat, type LonLatBox } from '../../shared/geo/lonLat';
import type { TagFilter } from '../../shared/labels/labelClasses';
import type { PlaceColumns } from '../../shared/labels/labelFiles';

/** `W,S,E,N` in degrees. */
export function parseBox(text: string): LonLatBox {
  const [westDeg, southDeg, eastDeg, northDeg, ...rest] = numbers(text);
  const box = boxOfEdges(westDeg, southDeg, eastDeg, northDeg);
  if (box === null || rest.length > 0) {
    throw new InvalidArgumentError(
      'A box is W,S,E,N in degrees, such as 9.5,47.0,9.6,47.2, or 179.5,-17,-179.5,-16 across the antimeridian.',
    );
  }
  return box;
}

/** Collects the boxes of a repeated option. */
export const collectBoxes = (text: string, before: LonLatBox[]): LonLatBox[] => [...before, parseBox(text)];

/** `LON,LAT` in degrees. */
export function parsePlace(text: string): LonLat {
  const [lonDeg, latDeg, ...rest] = numbers(text);
  const place = lonLat.safeParse({ lonDeg, latDeg });
  if (!place.success || rest.length > 0) {
    throw new InvalidArgumentError('A place is LON,LAT in degrees, such as 9.52,47.14.');
  }
  return place.data;
}

/** Collects the places of a repeated option. */
export const collectPlaces = (text: string, before: LonLat[]): LonLat[] => [...before, parsePlace(text)];

/** Corners as `LON,LAT,LON,LAT,…` in degrees. */
export function parsePolygon(text: string): LonLat[] {
  const values = numbers(text);
  const corners = z
    .array(lonLat)
    .min(3)
    .safeParse(
      Array.from({ length: Math.ceil(values.length / 2) }, (_, i) => ({
        lonDeg: values[2 * i],
        latDeg: values[2 * i + 1],
      })),
    );
  if (!corners.success) {
    throw new InvalidArgumentError('A polygon is LON,LAT,LON,LAT,… in degrees, of three corners or more.');
  }
  return corners.data;
}

/** `M` or `M,M` in metres. */
export function parseMetres(text: string): number[] {
  const values = numbers(text);
  if (values.length === 0 || values.some((value) => !(value > 0))) {
    throw new InvalidArgumentError('Metres are numbers above 0, separated by commas.');
  }
  return values;
}

/** One number of metres. */
export function parseOneMetres(text: string): number {
  const [value, ...rest] = parseMetres(text);
  if (value === undefined || rest.length > 0)
    throw new InvalidArgumentError('One number of metres is needed.');
  return value;
}

/** Metres above sea level; negative below it. */
export function parseElevation(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('A number of metres is needed.');
  return value;
}

export function parseWhole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('A whole number is needed.');
  return value;
}

/** A band, counted from 1. */
export function parseBand(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Bands are counted from 1.');
  return value;
}

/** The number of labels in an area. */
export function parsePlaces(text: string): number {
  const value = parseWhole(text);
  if (value < 1 || value > MOST_AREA_PLACES)
    throw new InvalidArgumentError(`An area has from 1 to ${MOST_AREA_PLACES} places.`);
  return value;
}

export function parseShare(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('A number from 0 to 1 is needed.');
  return value;
}

/** Size of the cells that labels are coarsened to, metres. */
export function parseGrid(text: string): number {
  const value = parseOneMetres(text);
  if (value < COARSE_M.least || value > COARSE_M.most)
    throw new InvalidArgumentError(`Cells are from ${COARSE_M.least} to ${COARSE_M.most} m wide.`);
  return value;
}

/** `S` or `S,S`, each from 0 to 1. */
export const parseShares = (text: string): number[] => text.split(',').map(parseShare);

/** Collects what has runs of its own. */
export function collectEach(text: string, before: string[]): string[] {
  if (text !== 'class' && text !== 'radius') throw new InvalidArgumentError('It is class or radius.');
  return [...before, text];
}

export function parsePositive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('A number above 0 is needed.');
  return value;
}

/** A number of 0 or more. */
export function parseNotNegative(text: string): number {
  const value = Number(text);
  if (!(value >= 0)) throw new InvalidArgumentError('A number of 0 or more is needed.');
  return value;
}

/** `key=value`, the value `*` for any. */
export function parseWhere(text: string): TagFilter {
  const at = text.indexOf('=');
  const key = text.slice(0, at).trim();
  const value = text.slice(at + 1).trim();
  if (at < 1 || value === '')
    throw new InvalidArgumentError('A tag filter is key=value, such as natural=peak.');
  return { [key]: [value] };
}

/** `C` or `C,C`. */
export const parseNames = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/**
 * The class that a text names: its id, its name, or the plural of either.
 * @throws UserError `not-found` naming the classes there are
 */
export function classIdOf(name: string, classes: readonly LabelClassInfo[]): string {
  const plain = (text: string): string => text.toLowerCase().replace(/[\s_]+/g, '-');
  const wanted = plain(name);
  const found = classes.find((entry) =>
    [entry.id, plain(entry.name)].some((known) => known === wanted || `${known}s` === wanted),
  );
  if (found !== undefined) return found.id;
  const known = classes.map(({ id }) => id).join(', ');
  throw new UserError('not-found', `There is no label class "${name}". The project has: ${known}.`);
}

/**
 * The encoder that a text names, by id or name; without a name, the default.
 * @throws UserError `not-found` naming the encoders there are
 */
export function encoderIdOf(name: string | undefined, encoders: readonly EncoderInfo[]): number {
  const found = encoders.find(({ id, card, isDefault }) =>
    name === undefined ? isDefault : card.name === name || String(id) === name,
  );
  if (found !== undefined) return found.id;
  const known = encoders.map(({ id, card }) => `${id} (${card.name})`).join(', ');
  throw new UserError(
    'not-found',
    `There is no encoder "${name ?? 'default'}". The project has: ${known || 'none'}.`,
  );
}

const numbers = (text: string): number[] =>
  text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));

/** `X,Y` or `WKT`: the columns of a table that say where its rows lie. */
export function parseColumns(text: string): PlaceColumns {
  const [x = '', y, ...rest] = text.split(',').map((name) => name.trim());
  if (x === '' || y === '' || rest.length > 0) {
    throw new InvalidArgumentError('Columns are X,Y such as easting,northing, or one of well-known text.');
  }
  return y === undefined ? { wkt: x } : { x, y };
}
