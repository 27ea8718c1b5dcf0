import type { Dtm, DtmOpenOptions } from './dtm';
import type { FileSource } from '../../platform/fileSource';

/** Opens a DTM of any format, as `openDtm` does. */
export type OpenDtm = (path: string, options: DtmOpenOptions) => Promise<Dtm>;

/** The reader of a format of DTMs. */
export interface DtmFormat {
  /**
   * Whether a file is in this format.
   * @param head its first bytes, at most 1,024
   * @param extension of its name, lower case with the dot
   * @param path of the file; what lies beside it may tell
   */
  recognises(head: Buffer, extension: string, path: string): boolean | Promise<boolean>;
  /**
   * Opens it; the file is the DTM's from then on, and is left open when this throws.
   * @param openDtm opens a file that this one names
   */
  open(file: FileSource, options: DtmOpenOptions, openDtm: OpenDtm): Promise<Dtm>;
}
