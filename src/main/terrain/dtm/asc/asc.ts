import { crsFromText } from '../../geo/crsFromText';
import { BlockDtm } from '../blockDtm';
import { chooseCrs } from '../chooseCrs';
import type { Dtm, DtmMetadata, DtmOpenOptions } from '../dtm';
import type { FileSource } from '../fileSource';
import { fingerprint } from '../fingerprint';
import type { DtmFormat } from '../format';
import { AscBlocks } from './blocks';
import { readAscHeader } from './header';
import { readPrj } from './prj';

/** ESRI ASCII grid: a header, then the values as text from the north-west corner on, and a .prj beside it. */
export const asc: DtmFormat = {
  recognises: (head, extension) =>
    extension === '.asc' || /^\s*(ncols|nrows)\s/i.test(head.toString('latin1')),
  open: openAsc,
};

async function openAsc(file: FileSource, options: DtmOpenOptions): Promise<Dtm> {
  const { end, ...header } = await readAscHeader(file);
  const prj = await readPrj(file.path);
  const metadata: DtmMetadata = {
    path: file.path,
    format: 'asc',
    ...header,
    dataType: 'float32',
    crs: chooseCrs(file, () => (prj === null ? null : crsFromText(prj)), options.crs),
    scale: 1,
    offset: 0,
    bandCount: 1,
    band: 0,
    fingerprint: await fingerprint(file, options.known),
    bytes: file.size,
    modifiedMs: file.modifiedMs,
  };
  return new BlockDtm(file, metadata, new AscBlocks(file, metadata, end));
}
