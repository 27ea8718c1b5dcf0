import type { DtmMetadata } from '../../dtm';

/** What a decoder may know of the block whose bytes it decodes. */
export interface CodedBlock {
  /** Pixels of the whole block, and values of each that lie together. */
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  readonly dataType: DtmMetadata['dataType'];
  /** Bytes that may come out at most. */
  readonly mostBytes: number;
}
