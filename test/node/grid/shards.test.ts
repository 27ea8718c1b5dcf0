import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileSystemStore } from '@zarrita/storage';
import { expect, test } from 'vitest';
import * as zarr from 'zarrita';
import { openObjectStore } from '../../../src/main/grid/objects/openObjectStore';
import { latticeOfShard } from '../../../src/main/grid/shards/shard';
import { verifyShard } from '../../../src/main/grid/shards/shardHash';
import { ShardReader } from '../../../src/main/grid/shards/shardReader';
import { ShardWriter } from '../../../src/main/grid/shards/shardWriter';
import type { StoredShard } from '../../../src/main/grid/shards/shard';
import type { LayerChunk } from '../../../src/shared/contract/layerForm';
import { fixture, temporaryFolder } from '../engine/folder';
import { runsGrids } from './gridCommand';
import { address, chunkAt, layer } from './shardOf';

const folder = temporaryFolder();
const store = await openObjectStore(folder);

/** Shards are written with Node's own zstd, of 22.15 and later. */
const writing = test.runIf(runsGrids);

const write = async (...chunks: LayerChunk[]): Promise<StoredShard> => {
  const writer = new ShardWriter(store, layer, address, 'topo2vec 0.1.0');
  for (const chunk of chunks) writer.add(chunk);
  const written = await writer.finish();
  if (written === null) throw new Error('Nothing was written.');
  return written;
};

/** A chunk in brief: comparing arrays value by value takes seconds. */
const brief = ({ chunkColumn, chunkRow, near, scale, error, reliefM, far }: NearOrWhole): unknown => [
  ...[chunkColumn, chunkRow],
  ...[near, scale, error, reliefM, ...(far === undefined ? [] : [far])].map(sha256),
];
type NearOrWhole = Omit<LayerChunk, 'far'> & { far?: LayerChunk['far'] | undefined };

const sha256 = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');

const there = async (reader: ShardReader, { chunkColumn, chunkRow }: LayerChunk): Promise<LayerChunk> => {
  const chunk = await reader.chunk(chunkColumn, chunkRow);
  if (chunk === null) throw new Error(`Chunk ${chunkColumn}, ${chunkRow} is absent.`);
  return chunk;
};

const chunks = [chunkAt(0, 0), chunkAt(1, 0), chunkAt(1, 1)];

writing('a shard holds what was put in, by position and content alone', async () => {
  const written = await write(...chunks);
  expect(written.embeddings).toBe(3 * (4096 - 456));
  expect(written.key).toBe(`layers/c0ffee/epsg-32632/3.-40.${written.sha256.slice(0, 16)}.zarr`);
  // Bytes that zarr-python 3.1.6 read as the values of `chunkAt`.
  expect(written.sha256).toBe('374bde6507cc2f6d21b49a5079d4a4126121108ebd7b51cf730d2626b992f85f');
  expect(await write(...[...chunks].reverse())).toEqual(written);
  expect(await write(...chunks.slice(1))).not.toEqual(written);
  const reader = await ShardReader.open(store, layer, written.key);
  for (const chunk of chunks) expect(brief(await there(reader, chunk))).toEqual(brief(chunk));
  expect(await reader.chunk(0, 1)).toBeNull();
  const near: unknown[] = [];
  for await (const some of reader.nearChunks()) near.push(...some.map(brief));
  expect(near).toEqual(chunks.map((chunk) => brief({ ...chunk, far: undefined })));
});

writing('the bits of a NaN do not matter', async () => {
  const [chunk] = chunks;
  if (chunk === undefined) throw new Error('There is no chunk.');
  const withBits = (values: Float32Array, nan: number): Float32Array => {
    const bits = new Uint32Array(values.slice().buffer);
    for (const [cell, value] of values.entries()) if (Number.isNaN(value)) bits[cell] = nan;
    return new Float32Array(bits.buffer);
  };
  const written = [0x7fc00000, 0xffc00000, 0x7fc00001].map((nan) => {
    const reliefM = withBits(chunk.reliefM, nan);
    return write({ ...chunk, scale: withBits(chunk.scale, nan), error: withBits(chunk.error, nan), reliefM });
  });
  expect(new Set((await Promise.all(written)).map(({ key }) => key)).size).toBe(1);
});

writing('zarrita reads what we wrote, at its place on Earth', async () => {
  const { key } = await write(...chunks);
  const group = zarr.root(new FileSystemStore(join(folder, key)));
  const read = async (name: string, selection: (number | null)[] | null): Promise<number[]> => {
    const found = await zarr.get(await zarr.open.v3(group.resolve(name), { kind: 'array' }), selection);
    if (typeof found !== 'object' || !('data' in found)) throw new Error(`${name} is one number.`);
    return Array.from(found.data as Iterable<number>);
  };
  // Cell (row 64 + 2, column 64 + 5) of the shard is cell 2 * 64 + 5 of chunk (1, 1).
  const cell = 2 * 64 + 5;
  expect(await read('embedding', [66, 69, null])).toEqual(
    Array.from({ length: 48 }, (_, axis) => ((cell + 3 * axis + 5 + 7) % 255) - 127),
  );
  expect(await read('scale', [66, null])).toEqual([
    ...Array.from({ length: 64 }, () => NaN),
    ...Array.from({ length: 64 }, (_, c) => ((128 + c) % 9 === 0 ? NaN : 1 + (128 + c) / 4096)),
  ]);
  expect(await read('axes', null)).toEqual(Array.from(layer.rotation.axes));
  const { originE, originN } = latticeOfShard(layer, address);
  expect([originE, originN]).toEqual([3 * 2 * 64 * 120, 40 * 2 * 64 * 120]);
  expect((await read('x', null)).slice(0, 2)).toEqual([originE, originE + 120]);
  expect((await read('y', null)).slice(0, 2)).toEqual([originN, originN - 120]);
});

test("a shard that Python's zarr wrote in the first form, with a CRC-32C behind each chunk, reads the same", async () => {
  const key = 'layers/python.zarr';
  cpSync(fixture('grid', 'python.zarr'), join(folder, key), { recursive: true });
  const reader = await ShardReader.open(store, layer, key);
  for (const chunk of chunks) expect(brief(await there(reader, chunk))).toEqual(brief(chunk));
  expect(await reader.chunk(0, 1)).toBeNull();
});

writing('damage is found, never read', async () => {
  const written = await write(...chunks);
  expect(await verifyShard(store, written)).toBe(true);
  const path = join(folder, written.key, 'embedding', 'c', '0', '0', '0');
  const whole = readFileSync(path);
  // In the first chunk, at its checksum too, in the midst, and in the index.
  const first = Number(whole.readBigUInt64LE(whole.length - 4 - 16 * 12 + 8));
  for (const at of [0, 9, 100, first - 1, Math.floor(whole.length / 3), whole.length - 1]) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    writeFileSync(path, damaged);
    expect(await verifyShard(store, written)).toBe(false);
    const read = async (): Promise<void> => {
      const reader = await ShardReader.open(store, layer, written.key);
      for (const { chunkColumn, chunkRow } of chunks) await reader.chunk(chunkColumn, chunkRow);
    };
    await expect(read()).rejects.toMatchObject({ code: 'bad-input' });
  }
  writeFileSync(path, whole.subarray(0, 100));
  await expect(ShardReader.open(store, layer, written.key)).rejects.toMatchObject({ code: 'truncated-file' });
  writeFileSync(path, whole);
  await expect(ShardReader.open(store, { ...layer, id: 'other' }, written.key)).rejects.toMatchObject({
    code: 'bad-input',
  });
  writeFileSync(join(folder, written.key, 'more'), 'x');
  expect(await verifyShard(store, written)).toBe(false);
});

writing('nothing is written where nothing is embedded', async () => {
  const writer = new ShardWriter(store, layer, { ...address, row: 7 }, 'topo2vec 0.1.0');
  const { scale, ...rest } = chunkAt(0, 0);
  writer.add({ ...rest, scale: scale.map(() => NaN) });
  expect(await writer.finish()).toBeNull();
  for await (const { key } of store.list('layers/c0ffee/epsg-32632/3.7.')) expect(key).toBe('');
});

writing('chunks that do not fit are refused', () => {
  const writer = new ShardWriter(store, layer, address, 'topo2vec 0.1.0');
  writer.add(chunkAt(0, 0));
  expect(() => {
    writer.add(chunkAt(0, 0));
  }).toThrow(RangeError);
  expect(() => {
    writer.add(chunkAt(2, 0));
  }).toThrow(RangeError);
  expect(() => {
    writer.add({ ...chunkAt(1, 0), far: new Int8Array(4096 * 16) });
  }).toThrow(RangeError);
});
