/** Zstandard of Node 22.15 and later; the types that are installed are those of Node 20. */
declare module 'node:zlib' {
  interface ZstdHow {
    readonly params: Readonly<Record<number, number>>;
    /** Bytes of the room for the result; where they do not suffice there are several rooms, joined in the end. */
    readonly chunkSize: number;
  }
  /** One frame, which states the size of its content. */
  function zstdCompressSync(bytes: Uint8Array, options: ZstdHow): Buffer;
  namespace constants {
    const ZSTD_c_compressionLevel: number;
    const ZSTD_c_checksumFlag: number;
  }
}

export {};
