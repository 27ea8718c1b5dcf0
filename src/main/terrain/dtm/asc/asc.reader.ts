import { auxFacts } from '../auxFacts';
import { BlockDtm } from '../blockDtm';
import { chooseCrs } from '../chooseCrs';
import { crsBeside } from '../crsBeside';
import type { Dtm, DtmMetadata, DtmOpenOptions } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';
import { fingerprint } from '../fingerprint';
import type { DtmFormat } from '../format';
import { TextBlocks } from '../text/textBlocks';
import { isGrassHeader, readGrassHeader } from './grassHeader';
import { isAscHeader, readAscHeader } from './header';

/** ESRI ASCII grid: a header, then the values as text from the north-west corner on, and a .prj beside it. GRASS's format is similar. */
export const reader: DtmFormat = {
  recognises: (head, extension) => extension === '.asc' || isAscHeader(head) || isGrassHeader(head),
  open: openAsc,
};

async function openAsc(file: FileSource, options: DtmOpenOptions): Promise<Dtm> {
  const head = await file.read(0, Math.min(file.size, 64), 'its header');
  const { end, ...header } = isGrassHeader(head) ? await readGrassHeader(file) : await readAscHeader(file);
  const metadata: DtmMetadata = {
    path: file.path,
    format: 'asc',
    ...header,
    dataType: 'float32',
    crs: chooseCrs(file, await crsBeside(file.path), options.crs),
    ...(await auxFacts(file.path, 0, { ...header, offset: 0 })),
    bandCount: 1,
    band: 0,
    fingerprint: await fingerprint(file, options.known),
    bytes: file.size,
    modifiedMs: file.modifiedMs,
  };
  return new BlockDtm(file, metadata, new TextBlocks(file, metadata, end));
}
