import { basename, extname } from 'node:path';
import { idsOf, listFormats, terrainFormats } from '../../../shared/fileFormats';
import { isLonLat } from '../geo/crs';
import type { Dtm, DtmMetadata, DtmOpenOptions } from './dtm';
import { FileSource } from '../../platform/fileSource';
import { Listed } from '../../platform/listed';
import type { DtmFormat } from './format';
import { UnpackedTiles } from './hgt/unpackedTiles';
import { refuseByName } from './otherFormats';

const readers = new Listed(
  idsOf(terrainFormats),
  import.meta.glob<DtmFormat>('./*/*.reader.ts', { eager: true, import: 'reader' }),
);

const HEAD_BYTES = 1024;

/**
 * Opens a DTM file and reads its metadata; elevations are read on demand.
 * @throws UserError naming the file, what is wrong and what to do: `not-found`, `not-a-dtm`, `unsupported-file`,
 * `truncated-file`, `crs-missing`, `crs-unknown`, `crs-misfit`, `band-choice`, `bad-input`
 */
export async function openDtm(path: string, options: DtmOpenOptions = {}): Promise<Dtm> {
  const file = await FileSource.open(path);
  try {
    const head = await file.read(0, Math.min(file.size, HEAD_BYTES), 'its header');
    const extension = extname(file.path).toLowerCase();
    const { unpacked = new UnpackedTiles() } = options;
    const format = await readerOf(file, head, extension);
    const dtm = await format.open(file, { ...options, unpacked }, (piece, own) =>
      openDtm(piece, { ...own, unpacked }),
    );
    requireDegrees(file, dtm.metadata);
    if (options.known !== undefined && dtm.metadata.fingerprint !== options.known.fingerprint)
      throw file.error('bad-input', 'has changed since it was imported. Import it again.');
    return dtm;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** @throws UserError `not-a-dtm` when no reader recognises the file, `unsupported-file` when its format is known but not supported */
async function readerOf(file: FileSource, head: Buffer, extension: string): Promise<DtmFormat> {
  refuseByName(file, head, extension);
  for (const reader of readers.all) if (await reader.recognises(head, extension, file.path)) return reader;
  throw file.error(
    'not-a-dtm',
    `is not in a supported format. Supported formats: ${listFormats(terrainFormats)}. ` +
      `If GDAL or QGIS opens it, convert it to GeoTIFF: gdal_translate -of GTiff ${basename(file.path)} dtm.tif`,
  );
}

/** Refuses a grid that lies beyond the poles of a CRS of longitude and latitude, in degrees or grads: its coordinates are metres, or its sizes are wrong. */
function requireDegrees(file: FileSource, { crs, ...grid }: DtmMetadata): void {
  const east = grid.originX + grid.width * grid.pixelWidth;
  const south = grid.originY + grid.height * grid.pixelHeight;
  const degree = crs.geographic ? 1 : 400 / 360;
  const isOff = grid.originY > 91 * degree || south < -91 * degree;
  if (isLonLat(crs) && (isOff || grid.originX < -361 * degree || east > 541 * degree))
    throw file.error(
      'crs-misfit',
      `lies at ${grid.originX}, ${grid.originY}, which is not a longitude and latitude of ${crs.name}: state another CRS.`,
    );
}
