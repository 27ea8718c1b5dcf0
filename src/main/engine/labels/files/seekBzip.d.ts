/** What is used of seek-bzip, which brings no types. */
declare module 'seek-bzip' {
  /** Unpacks bytes; `multistream` goes on where one stream ends and another begins. */
  export function decode(
    input: Buffer,
    output: { writeByte(byte: number): void },
    multistream: boolean,
  ): void;
}
