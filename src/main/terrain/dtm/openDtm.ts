import { extname } from 'node:path';
import { listFormats, terrainFormats, type TerrainFormatId } from '../../../shared/formats';
import { asc } from './asc/asc';
import type { Dtm, DtmMetadata, DtmOpenOptions } from './dtm';
import { FileSource } from './fileSource';
import type { DtmFormat } from './format';
import { geotiff } from './geotiff/geotiff';
import { hgt } from './hgt';

/** The reader of each format; the first that recognises a file opens it. */
const readers: Readonly<Record<TerrainFormatId, DtmFormat>> = { geotiff, hgt, asc };

const HEAD_BYTES = 1024;

/**
 * Opens a DTM file and reads its metadata; elevations are read when asked for.
 * @throws UserError naming the file, what is wrong and what to do: `not-found`, `not-a-dtm`, `unsupported-file`,
 * `truncated-file`, `crs-missing`, `crs-unknown`, `crs-misfit`, `band-choice`, `bad-input`
 */
export async function openDtm(path: string, options: DtmOpenOptions = {}): Promise<Dtm> {
  const file = await FileSource.open(path);
  try {
    const head = await file.read(0, Math.min(file.size, HEAD_BYTES), 'its head');
    const extension = extname(path).toLowerCase();
    const format = Object.values(readers).find((candidate) => candidate.recognises(head, extension));
    if (format === undefined)
      throw file.error(
        'not-a-dtm',
        `is in no format that can be read here. Formats: ${listFormats(terrainFormats)}.`,
      );
    const dtm = await format.open(file, options);
    requireDegrees(file, dtm.metadata);
    if (options.known !== undefined && dtm.metadata.fingerprint !== options.known.fingerprint)
      throw file.error('bad-input', 'has other contents than when it was imported. Import it again.');
    return dtm;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Refuses a grid that lies beyond the poles of its geographic CRS: its coordinates are metres, or its sizes lie. */
function requireDegrees(file: FileSource, { crs, ...grid }: DtmMetadata): void {
  const east = grid.originX + grid.width * grid.pixelWidth;
  const south = grid.originY + grid.height * grid.pixelHeight;
  if (crs.geographic && (grid.originY > 91 || south < -91 || grid.originX < -361 || east > 541))
    throw file.error(
      'crs-misfit',
      `lies at ${grid.originX}, ${grid.originY}, which is no longitude and latitude of ${crs.name}: state another CRS.`,
    );
}
