import { z } from 'zod';

/** Bytes before the header: its length, 64-bit little-endian. */
const LENGTH_BYTES = 8;

const METADATA_KEY = '__metadata__';

const entry = z.object({
  dtype: z.literal('F32'),
  shape: z.array(z.number().int().nonnegative()),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});

const header = z.object({ [METADATA_KEY]: z.record(z.string(), z.string()) }).catchall(entry);

/** A float32 tensor outside TensorFlow. */
export interface StoredTensor {
  readonly shape: readonly number[];
  /** Row-major, as many as the shape says. */
  readonly values: Float32Array;
}

/** What a file holds. */
export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** Values of a tensor of that shape. */
export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/**
 * Float32 tensors in the safetensors format (https://huggingface.co/docs/safetensors): the header's length as a 64-bit
 * little-endian number, a JSON header of names, shapes and byte offsets, then the values, little-endian.
 */
export function writeSafetensors({ metadata, tensors }: Safetensors): Uint8Array {
  const entries: Record<string, unknown> = { [METADATA_KEY]: metadata };
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    entries[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(entries));
  // Padded with spaces, as the format allows, so that the values are aligned.
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + offset);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerBytes;
  for (const { values } of tensors.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/**
 * Reads what writeSafetensors wrote, checking that lengths agree and that every value is finite.
 * @throws Error saying what is wrong, as the second half of a sentence
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  if (bytes.byteLength < LENGTH_BYTES) throw new Error('it is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = LENGTH_BYTES + Number(view.getBigUint64(0, true));
  if (start > bytes.byteLength) throw new Error('it is cut short');
  const parsed = header.safeParse(parseJson(bytes.subarray(LENGTH_BYTES, start)));
  if (!parsed.success) throw new Error('its header cannot be read');
  const { [METADATA_KEY]: metadata, ...entries } = parsed.data;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { shape, data_offsets: offsets }] of Object.entries(entries)) {
    const [from, to] = offsets;
    if (to - from !== sizeOf(shape) * 4 || start + to > bytes.byteLength) {
      throw new Error(`the tensor ${name} has a wrong size`);
    }
    // Copied, since the values need not be aligned; by hand, since `slice` of a Buffer copies nothing.
    const values = new Float32Array(sizeOf(shape));
    new Uint8Array(values.buffer).set(bytes.subarray(start + from, start + to));
    if (!values.every(Number.isFinite)) throw new Error(`the tensor ${name} has values that are no numbers`);
    tensors.set(name, { shape, values });
  }
  return { metadata, tensors };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
