/** The part of seek-bzip that is used, which has no types of its own. */
declare module 'seek-bzip' {
  /** Unpacks bytes; `multistream` continues where one stream ends and another begins. */
  export function decode(
    input: Buffer,
    output: { writeByte(byte: number): void },
    multistream: boolean,
  ): void;
}
