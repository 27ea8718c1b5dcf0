import { chooseCrs } from '../chooseCrs';
import { crsBeside } from '../crsBeside';
import type { DtmMetadata, DtmOpenOptions } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';
import type { DtmFormat } from '../format';
import { gridOf } from '../geoTransform';
import type { Gaps, Interleave } from '../raw/layout';
import { readWorldFile } from '../sidecars/worldFile';
import { numberIn } from '../text/numberIn';
import { openHeaded, type HeadedRaster } from './openHeaded';
import { findPair, isBare, type Pair } from './pair';

const isEhdr = (text: string): boolean => /^\s*nrows\s/im.test(text) && /^\s*ncols\s/im.test(text);

/**
 * ESRI's raw rasters: .bil, .bip, .bsq (also USGS, GTOPO30's .dem) and .flt, GridFloat, with a .hdr beside them whose lines are a key
 * and a value.
 */
export const reader: DtmFormat = {
  recognises: async (_head, extension, path) =>
    isBare(extension) || isEhdr((await findPair(path))?.text ?? ''),
  open: (file, options) => openHeaded(file, options, readEhdr),
};

type Header = ReadonlyMap<string, string>;

async function readEhdr(file: FileSource, pair: Pair, options: DtmOpenOptions): Promise<HeadedRaster> {
  const header: Header = new Map(
    [...pair.text.matchAll(/^[ \t]*([a-z_]+)[ \t]+(\S+)/gim)].map(([, key = '', value = '']) => [
      key.toLowerCase(),
      value,
    ]),
  );
  const count = (key: string, otherwise?: number): number => {
    const value = numberOf(header, key) ?? otherwise ?? NaN;
    if (!Number.isInteger(value) || value < (key.endsWith('bytes') ? 0 : 1) || value >= 2 ** 31)
      throw file.error('not-a-dtm', `has no readable ${key} in its header: correct its .hdr.`);
    return value;
  };
  const [width, height] = [count('ncols'), count('nrows')];
  const noData = numberOf(header, 'nodata_value') ?? numberOf(header, 'nodata');
  const dataType = typeOf(file, header, noData, width * height * count('nbands', 1));
  const gap = (key: string): number | null => (header.has(key) ? count(key) : null);
  const gaps: Gaps = {
    bandRow: gap('bandrowbytes'),
    totalRow: gap('totalrowbytes'),
    bandGap: gap('bandgapbytes') ?? 0,
  };
  return {
    format: 'ehdr',
    width,
    height,
    dataType,
    crs: chooseCrs(file, await crsBeside(file.path), options.crs),
    ...(await placeOf(file, header, height)),
    noData,
    bandCount: count('nbands', 1),
    scaleOf: () => ({ scale: 1, offset: 0 }),
    interleave: interleaveOf(file, header),
    isLittleEndian: isLittleEndian(file, header, dataType),
    skip: count('skipbytes', 0),
    gaps,
  };
}

function numberOf(header: Header, key: string): number | null {
  const text = header.get(key);
  return text === undefined ? null : numberIn(text);
}

/**
 * By NBITS and PIXELTYPE. Without PIXELTYPE, values are unsigned, unless their no-data value is below zero; without NBITS, the size of
 * the file decides, and .flt holds floats.
 */
function typeOf(
  file: FileSource,
  header: Header,
  noData: number | null,
  values: number,
): DtmMetadata['dataType'] {
  const stated = /^[a-z]/i.exec(header.get('pixeltype') ?? '')?.[0]?.toLowerCase();
  const isFlt = /\.flt$/i.test(file.path);
  const skip = numberOf(header, 'skipbytes') ?? 0;
  const bits = numberOf(header, 'nbits') ?? (isFlt ? 32 : Math.floor(((file.size - skip) * 8) / values));
  const kind = stated ?? (isFlt && bits === 32 ? 'f' : (noData ?? 0) < 0 && bits > 8 ? 's' : 'u');
  const known: Readonly<Record<string, DtmMetadata['dataType']>> = {
    u8: 'uint8',
    s8: 'int8',
    u16: 'uint16',
    s16: 'int16',
    u32: 'uint32',
    s32: 'int32',
    f32: 'float32',
    f64: 'float64',
  };
  const type = known[`${kind}${bits}`];
  if (type === undefined)
    throw file.error(
      'unsupported-file',
      `has values of ${bits} bits (PIXELTYPE ${header.get('pixeltype') ?? 'not stated'}), which are not supported. ` +
        'Rewrite it with: gdal_translate -ot Float32 -of GTiff',
    );
  return type;
}

function interleaveOf(file: FileSource, header: Header): Interleave {
  const layout = (header.get('layout') ?? 'bil').toLowerCase();
  if (layout === 'bil' || layout === 'bip' || layout === 'bsq') return layout;
  throw file.error('not-a-dtm', `has an unknown LAYOUT in its header (${layout}): correct its .hdr.`);
}

/** If it is not stated, ESRI assumes the machine's own order and GDAL the other: neither is guessed. */
function isLittleEndian(file: FileSource, header: Header, dataType: DtmMetadata['dataType']): boolean {
  const order = (header.get('byteorder') ?? '').toLowerCase();
  if (/^[il]/.test(order)) return true;
  if (order.startsWith('m') || dataType === 'int8' || dataType === 'uint8') return false;
  throw file.error(
    'unsupported-file',
    'does not state its byte order in its header. Add the line "BYTEORDER I" to its .hdr if it was made on a PC, ' +
      'otherwise "BYTEORDER M".',
  );
}

type Place = Pick<DtmMetadata, 'originX' | 'originY' | 'pixelWidth' | 'pixelHeight'>;

/**
 * From the centre of the first cell (ULXMAP), or the south-western one's centre or corner, as in grids in text; else from the world
 * file beside it.
 */
async function placeOf(file: FileSource, header: Header, height: number): Promise<Place> {
  const number = (...keys: string[]): number =>
    keys.map((key) => numberOf(header, key)).find((value) => value !== null) ?? NaN;
  const pixelWidth = number('xdim', 'dx', 'cellsize');
  const rowHeight = number('ydim', 'dy', 'cellsize');
  const left = number('ulxmap', 'xllcorner', 'xllcenter') - (header.has('xllcorner') ? 0 : pixelWidth / 2);
  const top = header.has('ulymap')
    ? number('ulymap') + rowHeight / 2
    : number('yllcorner', 'yllcenter') - (header.has('yllcorner') ? 0 : rowHeight / 2) + height * rowHeight;
  if (pixelWidth > 0 && rowHeight > 0 && Number.isFinite(left) && Number.isFinite(top))
    return { originX: left, originY: top, pixelWidth, pixelHeight: -rowHeight };
  const world = await readWorldFile(file.path);
  if (world === null)
    throw file.error(
      'not-a-dtm',
      'has no georeferencing (no ULXMAP, ULYMAP, XDIM and YDIM in its header, and no world file beside it). ' +
        'Add it with: gdal_translate -a_ullr',
    );
  const { southUp, ...grid } = gridOf(file, world, height);
  if (southUp)
    throw file.error(
      'unsupported-file',
      'is upside down according to its world file. Flip it with: gdalwarp -r near',
    );
  return grid;
}
