/** Supported values of TIFF's field Compression (TIFF 6.0, and libtiff's tiff.h). */
export const UNCOMPRESSED = 1;
export const LZW = 5;
export const DEFLATE = 8;
export const OLD_DEFLATE = 32946;
export const PACK_BITS = 32773;
export const LERC = 34887;
export const ZSTD = 50000;
