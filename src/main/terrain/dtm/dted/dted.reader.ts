import { crsByCode } from '../../geo/crs';
import { BlockDtm } from '../blockDtm';
import { chooseCrs } from '../chooseCrs';
import type { Dtm, DtmMetadata, DtmOpenOptions } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';
import { fingerprint } from '../fingerprint';
import type { DtmFormat } from '../format';
import { DtedBlocks } from './blocks';
import { readDtedHeader } from './header';
import { findProfiles } from './profiles';

/** Horizontal datums of DTED by the code in its data set identification; blank is WGS 84, the standard's default. */
const DATUMS: Readonly<Record<string, string>> = { '': 'EPSG:4326', WGS84: 'EPSG:4326', WGS72: 'EPSG:4322' };

/**
 * DTED of all levels (MIL-PRF-89020B): profiles of elevations from south to north, the westernmost first, 16-bit integers as sign and
 * magnitude, -32767 for no-data. Values lie on the cell's edges, so the outer corner is half a pixel outside.
 */
export const reader: DtmFormat = {
  recognises: (head, extension) =>
    /^UHL1?/.test(head.toString('latin1', 0, 4)) ||
    (/^\.dt\d$/.test(extension) && /^(?:VOL|HDR)/.test(head.toString('latin1', 0, 3))),
  open: openDted,
};

async function openDted(file: FileSource, options: DtmOpenOptions): Promise<Dtm> {
  const { width, height, pixelWidth, rowHeight, west, south, datum, start } = await readDtedHeader(file);
  const code = DATUMS[datum];
  const metadata: DtmMetadata = {
    path: file.path,
    format: 'dted',
    width,
    height,
    dataType: 'int16',
    crs: chooseCrs(file, () => (code === undefined ? null : crsByCode(code)), options.crs),
    originX: west - pixelWidth / 2,
    originY: south + (height - 0.5) * rowHeight,
    pixelWidth,
    pixelHeight: -rowHeight,
    noData: -32767,
    scale: 1,
    offset: 0,
    bandCount: 1,
    band: 0,
    fingerprint: await fingerprint(file, options.known),
    bytes: file.size,
    modifiedMs: file.modifiedMs,
  };
  return new BlockDtm(
    file,
    metadata,
    new DtedBlocks(file, metadata, await findProfiles(file, width, height, start)),
  );
}
