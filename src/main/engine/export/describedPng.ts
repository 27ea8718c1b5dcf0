import { UserError } from '../../../shared/errors';
import { crc32 } from '../../terrain/zip/crc32';

/** The bytes that a PNG starts with, and its last chunk (W3C, PNG third edition, sections 5.2 and 11.2.5). */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const END = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]);

/** Bytes of the signature and of the first chunk, which is the header and has 13 bytes of data. */
const HEADED = 8 + 12 + 13;

const METRES_PER_INCH = 0.0254;

/**
 * A PNG with texts in it.
 * @param texts by keyword
 * @param dotsPerInch how large it is on paper; if omitted, it does not say
 * @throws UserError `bad-input` for bytes that are not a PNG
 */
export function describedPng(
  png: Uint8Array,
  texts: Readonly<Record<string, string>>,
  dotsPerInch?: number,
): Buffer {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  if (!bytes.subarray(0, 8).equals(SIGNATURE) || !bytes.subarray(-12).equals(END)) {
    throw new UserError('bad-input', 'The picture of the map is not a PNG.');
  }
  return Buffer.concat([
    bytes.subarray(0, HEADED),
    ...(dotsPerInch === undefined ? [] : [sizeChunk(dotsPerInch)]),
    bytes.subarray(HEADED, -12),
    ...Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text)),
    END,
  ]);
}

/** Pixels per metre, across and down (section 11.3.4.3). */
function sizeChunk(dotsPerInch: number): Buffer {
  const data = Buffer.alloc(9);
  const perMetre = Math.round(dotsPerInch / METRES_PER_INCH);
  data.writeUInt32BE(perMetre, 0);
  data.writeUInt32BE(perMetre, 4);
  data[8] = 1;
  return chunk('pHYs', data);
}

/** International text, neither compressed nor in a language that matters (section 11.3.3.4). */
const textChunk = (keyword: string, text: string): Buffer =>
  chunk('iTXt', Buffer.concat([Buffer.from(`${keyword}\0\0\0\0\0`, 'latin1'), Buffer.from(text, 'utf8')]));

/** A chunk: its length, type, data, and the checksum of the last two (section 5.3). */
function chunk(type: string, data: Buffer): Buffer {
  const checked = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(checked));
  return Buffer.concat([length, checked, check]);
}
