import { crsFromWkt } from '../../geo/crsFromWkt';
import { chooseCrs } from '../chooseCrs';
import { crsBeside } from '../crsBeside';
import type { DtmMetadata, DtmOpenOptions } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';
import type { DtmFormat } from '../format';
import type { Interleave } from '../raw/layout';
import { listIn, readEnviHeader, type EnviHeader } from './enviHeader';
import { enviCrs, enviPlace } from './enviMap';
import { openHeaded, type HeadedRaster } from './openHeaded';
import { findPair, type Pair } from './pair';

/** ENVI rasters: a file of values only, under any name, and a .hdr beside it that begins with ENVI. */
export const reader: DtmFormat = {
  recognises: async (_head, _extension, path) => /^ENVI\b/.test((await findPair(path))?.text ?? ''),
  open: (file, options) => openHeaded(file, options, readEnvi),
};

/** Types of values by their number (ENVI Header Files, "data type"); complex ones are not elevations. */
const TYPES: Readonly<Record<string, DtmMetadata['dataType']>> = {
  1: 'uint8',
  2: 'int16',
  3: 'int32',
  4: 'float32',
  5: 'float64',
  12: 'uint16',
  13: 'uint32',
  14: 'int64',
  15: 'uint64',
};

async function readEnvi(file: FileSource, pair: Pair, options: DtmOpenOptions): Promise<HeadedRaster> {
  const header = readEnviHeader(pair.text);
  const count = (key: string, least: number, otherwise = ''): number => {
    const value = Number(header.get(key) ?? otherwise);
    if (!header.has(key) && otherwise === '') throw missing(file, key);
    if (!Number.isInteger(value) || value < least || value >= 2 ** 31) throw missing(file, key);
    return value;
  };
  const type = header.get('data type') ?? '1';
  const dataType = TYPES[type];
  if (dataType === undefined || count('file compression', 0, '0') !== 0)
    throw file.error(
      'unsupported-file',
      `${dataType === undefined ? `has values of ENVI's type ${type.slice(0, 20)}` : 'is compressed'}, which is not supported. ` +
        'Rewrite it with: gdal_translate -ot Float32 -of GTiff',
    );
  const bandCount = count('bands', 1);
  const wkt = header.get('coordinate system string')?.trim() ?? '';
  const beside = await crsBeside(file.path);
  return {
    format: 'envi',
    width: count('samples', 1),
    height: count('lines', 1),
    dataType,
    crs: chooseCrs(
      file,
      () => (/^\w+\s*\[/.test(wkt) ? crsFromWkt(wkt) : (enviCrs(header) ?? beside())),
      options.crs,
    ),
    ...enviPlace(file, header),
    noData: numberOrNull(header.get('data ignore value')),
    bandCount,
    scaleOf: (band) => ({
      scale: factor(file, header, 'data gain values', band, 1),
      offset: factor(file, header, 'data offset values', band, 0),
    }),
    interleave: interleaveOf(file, header),
    isLittleEndian: count('byte order', 0, '0') === 0,
    skip: count('header offset', 0, '0'),
  };
}

const missing = (file: FileSource, key: string): Error =>
  file.error('not-a-dtm', `has no readable "${key}" in its header: correct its .hdr.`);

function numberOrNull(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null;
  const value = Number(text.trim().replace(/^([-+]?)inf.*$/i, '$1Infinity'));
  return /nan/i.test(text) ? NaN : Number.isNaN(value) ? null : value;
}

/** The gain or offset of a band, which in few files differ from 1 and 0. */
function factor(file: FileSource, header: EnviHeader, key: string, band: number, otherwise: number): number {
  const text = listIn(header.get(key))[band];
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isFinite(value)) throw missing(file, key);
  return value;
}

function interleaveOf(file: FileSource, header: EnviHeader): Interleave {
  const text = (header.get('interleave') ?? 'bsq').trim().toLowerCase();
  if (text === 'bsq' || text === 'bil' || text === 'bip') return text;
  throw missing(file, 'interleave');
}
