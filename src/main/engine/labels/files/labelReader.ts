import type { ByteSource, LabelSource } from './byteSource';
import type { Found, Reading } from './feature';

/** The beginning of a label file. */
export interface LabelHead {
  /** The name of the file. */
  readonly name: string;
  /** At most 4,096 */
  readonly bytes: Buffer;
  /** They as UTF-8, without byte order mark and leading white space. */
  readonly text: string;
  /** The name of the root element without its prefix; null where the text is not XML. */
  readonly xmlRoot: string | null;
}

/** The reader of a label format. */
export interface LabelReader {
  /** Whether a file is in this format. */
  readonly recognises: (head: LabelHead) => boolean;
  /** @throws UserError naming the file and what is wrong with it */
  readonly read: (source: ByteSource, reading: Reading, from: LabelSource) => Iterable<Found>;
}
