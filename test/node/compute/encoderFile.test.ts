import { expect, test } from 'vitest';
import { encoderSpecs, type Topo2vecShape } from '../../../src/main/compute/architectures/topo2vecTensors';
import {
  networkSpecs,
  readNetwork,
  writeNetwork,
  type StoredNetwork,
} from '../../../src/main/compute/encoders/encoderFile';
import {
  readSafetensors,
  sizeOf,
  writeSafetensors,
  type StoredTensor,
} from '../../../src/main/compute/encoders/safetensors';

const shape: Topo2vecShape = { factor: 4, linearEmbedding: true };

const tensorsOf = (specs: readonly { name: string; shape: readonly number[] }[]): Map<string, StoredTensor> =>
  new Map(
    specs.map((spec, at) => [
      spec.name,
      { shape: spec.shape, values: Float32Array.from({ length: sizeOf(spec.shape) }, (_, i) => i - at / 7) },
    ]),
  );

const network: StoredNetwork = { shape, tensors: tensorsOf(networkSpecs(shape)) };

test('a network is read back as written, from any kind of byte array', () => {
  const bytes = writeNetwork(network);
  const shifted = Buffer.concat([Buffer.from([7]), bytes]).subarray(1);
  for (const held of [bytes, shifted]) {
    const read = readNetwork(held, 'e');
    expect(read.shape).toEqual(shape);
    expect([...read.tensors.keys()]).toEqual([...network.tensors.keys()]);
    const values = (from: StoredNetwork): Buffer =>
      Buffer.concat([...from.tensors.values()].map((tensor) => Buffer.from(tensor.values.slice().buffer)));
    expect(Buffer.compare(values(read), values(network))).toBe(0);
  }
});

test('an encoder alone is a network, an encoder with half a decoder is not', () => {
  const encoder = { shape, tensors: tensorsOf(encoderSpecs()) };
  expect(readNetwork(writeNetwork(encoder), 'e').tensors.size).toBe(50);
  const half = new Map([...network.tensors].slice(0, -1));
  expect(() => readNetwork(writeNetwork({ shape, tensors: half }), 'alps')).toThrow(/"alps".*other tensors/);
});

test('the bytes are those of the safetensors format', () => {
  const values = Float32Array.of(1, -2.5);
  const bytes = writeSafetensors({ metadata: { a: 'b' }, tensors: new Map([['t', { shape: [2], values }]]) });
  const json = '{"__metadata__":{"a":"b"},"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
  const padded = json.padEnd(Math.ceil(json.length / 8) * 8);
  const expected = Buffer.concat([
    Buffer.from([padded.length, 0, 0, 0, 0, 0, 0, 0]),
    Buffer.from(padded),
    Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0]),
  ]);
  expect(Buffer.compare(bytes, expected)).toBe(0);
});

/** A file with one tensor of two values, its header changed. */
const withHeader = (change: (json: string) => string): Uint8Array => {
  const json = change('{"__metadata__":{},"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}');
  const length = Buffer.alloc(8);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, Buffer.from(json), Buffer.alloc(8)]);
};

test.each([
  ['nothing', new Uint8Array()],
  ['a header longer than the file', Buffer.from('ffffffffffffff7f', 'hex')],
  ['no JSON', withHeader((json) => json.slice(1))],
  ['another type', withHeader((json) => json.replace('F32', 'F64'))],
  ['a shape that needs more', withHeader((json) => json.replace('[2]', '[3]'))],
  ['a shape that needs very much', withHeader((json) => json.replace('[2]', '[1e9,1e9]'))],
  ['offsets past the end', withHeader((json) => json.replace('[0,8]', '[8,16]'))],
  ['offsets that run backwards', withHeader((json) => json.replace('[0,8]', '[8,0]'))],
])('%s is refused', (_, bytes) => {
  expect(() => readSafetensors(bytes)).toThrow();
});

test('values that are not numbers are refused', () => {
  const bad = new Map(network.tensors);
  const [[name, tensor] = ['', { shape: [0], values: new Float32Array() }]] = bad;
  bad.set(name, { shape: tensor.shape, values: tensor.values.map((value, i) => (i === 3 ? NaN : value)) });
  expect(() => readNetwork(writeNetwork({ shape, tensors: bad }), 'alps')).toThrow(/not numbers/);
});
