import { allBytes, bytesOf, type ByteSource } from './byteSource';

/** The most bytes of a text that has to be converted. */
const TEXT_BYTES_MAX = 256 * 1024 * 1024;

/** A text in UTF-16 as UTF-8. */
export function utf8Text(source: ByteSource): ByteSource {
  const bytes = allBytes(source, TEXT_BYTES_MAX);
  const text = new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  return bytesOf(source.name, Buffer.from(text, 'utf8'));
}

/** Bytes as UTF-8 where they are, else as Windows-1252, which most other programs' texts are. */
export function textFrom(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
