import type { Dtm, DtmOpenOptions } from './dtm';
import type { FileSource } from '../../platform/fileSource';
import type { UnpackedTiles } from './hgt/unpackedTiles';

/** Opens a DTM of any format, as `openDtm` does. */
export type OpenDtm = (path: string, options: DtmOpenOptions) => Promise<Dtm>;

/** What a reader is given to open a file. */
export type FormatOpenOptions = DtmOpenOptions & { readonly unpacked: UnpackedTiles };

/** The reader of a DTM format. */
export interface DtmFormat {
  /**
   * Whether a file is in this format.
   * @param head its first bytes, at most 1,024
   * @param extension of its name, lower case with the dot
   * @param path of the file; files beside it may decide
   */
  recognises(head: Buffer, extension: string, path: string): boolean | Promise<boolean>;
  /**
   * Opens it; the DTM then owns the file, which is left open when this throws.
   * @param openDtm opens a file that this one names
   */
  open(file: FileSource, options: FormatOpenOptions, openDtm: OpenDtm): Promise<Dtm>;
}
