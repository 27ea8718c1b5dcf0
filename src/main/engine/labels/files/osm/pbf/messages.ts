import { PbfReader } from 'pbf';

/** A protobuf message: its own bytes and nothing beyond, whatever lengths it states. */
export const messageOf = (bytes: Uint8Array): PbfReader => new PbfReader(bytes);

/** Wire type of fields with a length: messages, strings and packed numbers (protobuf.dev, "Encoding"). */
const WITH_LENGTH = 2;

/**
 * The bytes of the field that comes next, which must lie inside the message.
 * @throws Error where they do not
 */
export function bytesOf(message: PbfReader): Uint8Array {
  if (message.type !== WITH_LENGTH) throw new Error('a field is of the wrong type');
  const length = message.readVarint();
  const start = message.pos;
  if (length > message.length - start) throw new Error('a field is longer than its message');
  message.pos = start + length;
  return message.buf.subarray(start, start + length);
}

/** Calls `field` with the number of each field; those that it does not read are skipped. */
export function eachField(message: PbfReader, field: (number: number) => void): void {
  for (let number = message.nextField(); number > 0; number = message.nextField()) field(number);
  if (message.pos !== message.length) throw new Error('a field is longer than its message');
}
