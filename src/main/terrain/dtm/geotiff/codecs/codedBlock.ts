import type { DtmMetadata } from '../../dtm';

/** What a decoder may know of the block whose bytes it decodes. */
export interface CodedBlock {
  /** Pixels of the whole block, and the number of values of each that are stored together. */
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  readonly dataType: DtmMetadata['dataType'];
  /** Maximum number of decoded bytes. */
  readonly mostBytes: number;
}
