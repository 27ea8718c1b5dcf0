import { basename } from 'node:path';
import { crsByCode } from '../geo/crs';
import { BlockDtm, type Blocks } from './blockDtm';
import type { DtmMetadata } from './dtm';
import { toElevations } from './elevations';
import type { FileSource } from './fileSource';
import { fingerprint, type KnownFile } from './fingerprint';
import type { DtmFormat } from './format';

const NAME = /^([NS])(\d{2})([EW])(\d{3})/i;
/** Rows of one block. */
const BLOCK_ROWS = 64;

/**
 * SRTM .hgt: a square of big-endian 16-bit integers, 1,201 or 3,601 a side, without a header. The file name gives the
 * middle of the south-west value; values at the edges lie on whole degrees, so the outer corner is half a pixel out.
 */
export const hgt: DtmFormat = {
  recognises: (_head, extension) => extension === '.hgt',
  open: async (file, { known }) => {
    const metadata = await readMetadata(file, known);
    return new BlockDtm(file, metadata, new HgtBlocks(file, metadata));
  },
};

async function readMetadata(file: FileSource, known: KnownFile | undefined): Promise<DtmMetadata> {
  const side = Math.sqrt(file.size / 2);
  if (side !== 1201 && side !== 3601)
    throw file.error(
      'truncated-file',
      `has ${file.size} bytes: an SRTM tile has 2,884,802 (3 arc-seconds) or 25,934,402 (1 arc-second). Unpack or download it again.`,
    );
  const corner = southWestCorner(file);
  const pixel = 1 / (side - 1);
  return {
    path: file.path,
    format: 'hgt',
    width: side,
    height: side,
    dataType: 'int16',
    crs: crsByCode('EPSG:4326'),
    originX: corner.lonDeg - pixel / 2,
    originY: corner.latDeg + 1 + pixel / 2,
    pixelWidth: pixel,
    pixelHeight: -pixel,
    noData: -32768,
    scale: 1,
    offset: 0,
    bandCount: 1,
    band: 0,
    fingerprint: await fingerprint(file, known),
    bytes: file.size,
    modifiedMs: file.modifiedMs,
  };
}

function southWestCorner(file: FileSource): { lonDeg: number; latDeg: number } {
  const [, ns, lat, ew, lon] = NAME.exec(basename(file.path)) ?? [];
  const latDeg = Number(lat) * (ns?.toUpperCase() === 'S' ? -1 : 1);
  const lonDeg = Number(lon) * (ew?.toUpperCase() === 'W' ? -1 : 1);
  if (!(latDeg >= -90 && latDeg < 90 && lonDeg >= -180 && lonDeg < 180))
    throw file.error(
      'bad-input',
      'does not say in its name where it lies: name it after its south-west corner, such as N46E008.hgt.',
    );
  return { lonDeg, latDeg };
}

class HgtBlocks implements Blocks {
  readonly blockWidth: number;
  readonly blockHeight = BLOCK_ROWS;

  constructor(
    private readonly file: FileSource,
    private readonly metadata: DtmMetadata,
  ) {
    this.blockWidth = metadata.width;
  }

  async readBlock(block: number): Promise<Float32Array> {
    const { width, height } = this.metadata;
    const row = block * BLOCK_ROWS;
    const out = new Float32Array(width * Math.min(BLOCK_ROWS, height - row));
    const bytes = await this.file.read(row * width * 2, out.length * 2, `the rows from ${row} on`);
    bytes.swap16();
    toElevations(new Int16Array(bytes.buffer, bytes.byteOffset, out.length), 0, 1, out, this.metadata);
    return out;
  }
}
