import { z } from 'zod';
import { UserError } from '../../shared/errors';
import {
  encoderSpecs,
  parameterSpecs,
  statisticSpecs,
  type TensorSpec,
  type Topo2vecShape,
} from './architectures/topo2vec';

/** No encoder comes near it: what claims to be larger is refused before memory is taken for it. */
const LARGEST_BYTES = 256 * 1024 * 1024;

/** Bytes before the header: its length, 64-bit little-endian. */
const LENGTH_BYTES = 8;

const METADATA_KEY = '__metadata__';

const metadata = z.object({
  format: z.literal('topo2vec'),
  factor: z.enum(['1', '4']),
  linearEmbedding: z.enum(['true', 'false']),
});

const entry = z.object({
  dtype: z.literal('F32'),
  shape: z.array(z.number().int().nonnegative()),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});

const header = z.object({ [METADATA_KEY]: metadata }).catchall(entry);

/** A network as it is stored: float32 values by tensor name. */
export interface StoredNetwork {
  readonly shape: Topo2vecShape;
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** The tensors of a whole network, in the order of the file. */
export const networkSpecs = (shape: Topo2vecShape): TensorSpec[] => [
  ...parameterSpecs(shape),
  ...statisticSpecs(shape),
];

/**
 * A network in the safetensors format (https://huggingface.co/docs/safetensors): the header's length as a 64-bit
 * little-endian number, a JSON header of names, shapes and byte offsets, then the float32 values, little-endian.
 */
export function writeNetwork(network: StoredNetwork): Uint8Array {
  const { factor, linearEmbedding } = network.shape;
  const entries: Record<string, unknown> = {
    [METADATA_KEY]: { format: 'topo2vec', factor: String(factor), linearEmbedding: String(linearEmbedding) },
  };
  let offset = 0;
  for (const [name, { shape, values }] of network.tensors) {
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
  for (const { values } of network.tensors.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/**
 * Reads what writeNetwork wrote, and checks all of it: sizes, names, shapes, and that every value is finite.
 * A file may hold the encoder alone.
 * @param name the encoder's, for messages
 * @throws UserError `unsupported-file`
 */
export function readNetwork(bytes: Uint8Array, name: string): StoredNetwork {
  const refuse = (what: string): never => {
    throw new UserError(
      'unsupported-file',
      `The weights of the encoder "${name}" cannot be used: ${what}. Take the file as it was exported, or train anew.`,
    );
  };
  if (bytes.byteLength > LARGEST_BYTES) refuse(`${bytes.byteLength} bytes are too many`);
  if (bytes.byteLength < LENGTH_BYTES) refuse('the file is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  const start = LENGTH_BYTES + headerBytes;
  if (start > bytes.byteLength) refuse('the file is cut short');
  const parsed = header.safeParse(parseJson(bytes.subarray(LENGTH_BYTES, start)));
  if (!parsed.success) return refuse('its header is not that of a topo2vec network');
  const { [METADATA_KEY]: about, ...entries } = parsed.data;
  const shape: Topo2vecShape = {
    factor: about.factor === '1' ? 1 : 4,
    linearEmbedding: about.linearEmbedding === 'true',
  };
  const hasDecoder = Object.keys(entries).some((key) => key.startsWith('decoder/'));
  const specs = hasDecoder ? networkSpecs(shape) : encoderSpecs();
  if (Object.keys(entries).length !== specs.length) refuse('it has other tensors than this network');
  const tensors = specs.map((spec): [string, { shape: readonly number[]; values: Float32Array }] => {
    const found = Object.hasOwn(entries, spec.name) ? entries[spec.name] : undefined;
    if (found === undefined) return refuse(`the tensor ${spec.name} is missing`);
    const [from, to] = found.data_offsets;
    const size = sizeOf(spec.shape);
    if (found.shape.join() !== spec.shape.join() || to - from !== size * 4 || start + to > bytes.byteLength) {
      refuse(`the tensor ${spec.name} has a wrong size`);
    }
    const values = new Float32Array(bytes.slice(start + from, start + to).buffer);
    if (!values.every(Number.isFinite)) refuse(`the tensor ${spec.name} has values that are no numbers`);
    return [spec.name, { shape: spec.shape, values }];
  });
  return { shape, tensors: new Map(tensors) };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
