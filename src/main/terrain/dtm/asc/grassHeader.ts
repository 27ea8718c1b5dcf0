import type { FileSource } from '../../../platform/fileSource';
import { numberIn } from '../text/numberIn';
import { isCount, noDataIn, readKeys, requireTexts, type AscHeader } from './header';

const KEYS = /^(?:north|south|east|west|rows|cols|null|type|multiplier)$/i;

/** Whether a file begins as r.out.ascii of GRASS writes it. */
export const isGrassHeader = (head: Buffer): boolean =>
  KEYS.test(/^(?:\xef\xbb\xbf)?\s*(\w+):/.exec(head.toString('latin1'))?.[1] ?? '');

/**
 * Reads the header of a GRASS ASCII raster (r.in.ascii): the outer edges, in degrees also as 46:30:15N, then rows and columns. Its
 * values are multiplied by `multiplier`; no data are `*` unless `null` names a value.
 * @throws UserError `not-a-dtm` when a key is missing or no number, `truncated-file` when the file is too short for it
 */
export async function readGrassHeader(file: FileSource): Promise<AscHeader> {
  const { values, end } = await readKeys(file, /\s*([a-z]+):[ \t]*(\S+)[ \t]*/giy, KEYS);
  const required = (key: string): number => {
    const value = coordinate(values.get(key) ?? '');
    if (!Number.isFinite(value))
      throw file.error('not-a-dtm', `has no readable ${key} in its header: correct its header.`);
    return value;
  };
  const [north, south, east, west] = ['north', 'south', 'east', 'west'].map(required);
  const [height = 0, width = 0] = ['rows', 'cols'].map(required);
  const pixelWidth = ((east ?? 0) - (west ?? 0)) / width;
  const rowHeight = ((north ?? 0) - (south ?? 0)) / height;
  const scale = values.has('multiplier') ? required('multiplier') : 1;
  if (!isCount(width) || !isCount(height) || !(pixelWidth > 0 && rowHeight > 0))
    throw file.error(
      'not-a-dtm',
      `says that it has ${width} x ${height} cells of ${pixelWidth} x ${rowHeight}: check its header.`,
    );
  requireTexts(file, end, width, height);
  return {
    width,
    height,
    originX: west ?? 0,
    originY: north ?? 0,
    pixelWidth,
    pixelHeight: -rowHeight,
    noData: noDataIn(file, values.get('null')),
    scale,
    end,
  };
}

/** A number, or degrees with minutes, seconds and a hemisphere. */
function coordinate(text: string): number {
  const [, degrees, minutes = 0, seconds = 0, side] =
    /^(\d+)(?::(\d+)(?::(\d+(?:\.\d*)?))?)?([NSEW])$/i.exec(text) ?? [];
  if (side === undefined) return numberIn(text) ?? NaN;
  const value = Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600;
  return /[sw]/i.test(side) ? -value : value;
}
