import type { FileSource } from '../../../platform/fileSource';
import { numberIn } from './numberIn';

const CHUNK_BYTES = 1024 * 1024;
/** Longer runs without a space are no number. */
const MAX_VALUE_BYTES = 64;
const SPACE = 32;
const [PLUS, COMMA, MINUS, POINT, ZERO, NINE] = [43, 44, 45, 46, 48, 57];
/** Powers of ten that a 64-bit float holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/**
 * Reads `count` numbers in text, separated by white space, from a byte on, and gives the byte behind the last of them.
 * @param out takes the values; null to pass over them
 * @throws UserError `truncated-file` when there are fewer, or one is neither a number nor a word for no data
 */
export async function readValues(
  file: FileSource,
  start: number,
  count: number,
  out: Float32Array | null,
): Promise<number> {
  let offset = start;
  let done = 0;
  while (done < count) {
    if (offset >= file.size)
      throw file.error(
        'truncated-file',
        `is incomplete: it ends ${count - done} values early. Copy or download it again.`,
      );
    const chunk = await file.read(offset, Math.min(CHUNK_BYTES, file.size - offset), 'its values');
    const isLast = offset + chunk.length === file.size;
    let at = 0;
    let used = 0;
    while (done < count) {
      while (at < chunk.length && (chunk[at] ?? 0) <= SPACE) at++;
      const from = at;
      while (at < chunk.length && (chunk[at] ?? 0) > SPACE) at++;
      if (at === from) {
        used = at;
        break;
      }
      // A value at the end of a chunk may go on in the next.
      if (at === chunk.length && !isLast && at - from < MAX_VALUE_BYTES) {
        used = from;
        break;
      }
      if (out !== null) out[done] = parse(file, chunk, from, at);
      done++;
      used = at;
    }
    offset += used;
  }
  return offset;
}

/** A decimal number, rounded as Number does: digits below 2^53 and a power of ten up to 22 are exact. */
function parse(file: FileSource, bytes: Buffer, from: number, to: number): number {
  let at = from;
  const isNegative = bytes[at] === MINUS;
  if (isNegative || bytes[at] === PLUS) at++;
  let digits = 0;
  let decimals = -1;
  for (; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= ZERO && byte <= NINE) {
      digits = digits * 10 + byte - ZERO;
      if (decimals >= 0) decimals++;
    } else if ((byte === POINT || byte === COMMA) && decimals < 0) decimals = 0;
    else return parseSlowly(file, bytes, from, to);
  }
  const divisor = POWERS[Math.max(0, decimals)];
  if (to - from > 16 || divisor === undefined || to - from === (isNegative ? 1 : 0))
    return parseSlowly(file, bytes, from, to);
  return (isNegative ? -digits : digits) / divisor;
}

function parseSlowly(file: FileSource, bytes: Buffer, from: number, to: number): number {
  const text = bytes.toString('latin1', from, Math.min(to, from + MAX_VALUE_BYTES));
  const value = to - from > MAX_VALUE_BYTES ? null : numberIn(text);
  if (value === null)
    throw file.error('truncated-file', `is damaged: "${text}" among its values is no number. Get it again.`);
  return value;
}
