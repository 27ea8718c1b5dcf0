import { auxFacts } from '../auxFacts';
import { BlockDtm, type Blocks } from '../blockDtm';
import { chooseCrs } from '../chooseCrs';
import { crsBeside } from '../crsBeside';
import type { Dtm, DtmMetadata, DtmOpenOptions } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';
import { fingerprint } from '../fingerprint';
import type { DtmFormat } from '../format';
import { SouthUpDtm } from '../southUpDtm';
import { bandLayout, requireLayout } from '../raw/layout';
import { RawBlocks } from '../raw/rawBlocks';
import { TextBlocks } from '../text/textBlocks';
import { readBinary6, readBinary7, readText, type SurferHeader } from './headers';

const readers: Readonly<Record<string, (file: FileSource) => Promise<SurferHeader>>> = {
  DSAA: readText,
  DSBB: readBinary6,
  DSRB: readBinary7,
};

const magicOf = (head: Buffer): string => head.toString('latin1', 0, 4);

/**
 * Golden Software's Surfer grids: text (DSAA), Surfer 6 binary (DSBB, 32-bit floats) and Surfer 7 binary (DSRB, 64-bit floats). Rows
 * begin in the south, positions are those of cell centres, and no CRS is named: the .prj beside it is used, or the one that the user states.
 */
export const reader: DtmFormat = {
  recognises: (head) => magicOf(head) in readers,
  open: openSurfer,
};

async function openSurfer(file: FileSource, options: DtmOpenOptions): Promise<Dtm> {
  const head = await file.read(0, 4, 'its head');
  const header = await (readers[magicOf(head)] ?? readText)(file);
  const { width, height, west, south, pixelWidth, rowHeight, dataType, noData, start } = header;
  const isSound = [west, south, pixelWidth, rowHeight].every(Number.isFinite);
  if (!isSound || !(pixelWidth > 0) || !(rowHeight > 0))
    throw file.error(
      'not-a-dtm',
      `says that it has ${width} x ${height} cells of ${pixelWidth} x ${rowHeight}: grid it again.`,
    );
  const metadata: DtmMetadata = {
    path: file.path,
    format: 'surfer',
    width,
    height,
    dataType: dataType ?? 'float32',
    crs: chooseCrs(file, await crsBeside(file.path), options.crs),
    originX: west - pixelWidth / 2,
    originY: south + (height - 0.5) * rowHeight,
    pixelWidth,
    pixelHeight: -rowHeight,
    ...(await auxFacts(file.path, 0, { noData, scale: 1, offset: 0 })),
    bandCount: 1,
    band: 0,
    fingerprint: await fingerprint(file, options.known),
    bytes: file.size,
    modifiedMs: file.modifiedMs,
  };
  return new SouthUpDtm(new BlockDtm(file, metadata, blocksOf(file, metadata, dataType, start)));
}

function blocksOf(
  file: FileSource,
  metadata: DtmMetadata,
  dataType: SurferHeader['dataType'],
  start: number,
): Blocks {
  const { width, height } = metadata;
  if (dataType === null) {
    file.requireBytes(start, width * height * 2 - 1, `its grid of ${width} x ${height} values`);
    return new TextBlocks(file, metadata, start);
  }
  const layout = bandLayout('bsq', { ...metadata, isLittleEndian: true, skip: start });
  requireLayout(file, layout, width, height);
  return new RawBlocks(file, metadata, layout);
}
