import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Dtm } from '../../../src/main/terrain/dtm/dtm';
import { openDtm } from '../../../src/main/terrain/dtm/openDtm';
import { packBlock, unpackBlock } from '../../../src/main/terrain/pyramid/blockCodec';
import { buildPyramid } from '../../../src/main/terrain/pyramid/buildPyramid';
import { claim } from '../../../src/main/terrain/pyramid/claim';
import { BLOCK_CELLS } from '../../../src/main/terrain/pyramid/levels';
import { PyramidFile, pyramidPath } from '../../../src/main/terrain/pyramid/pyramidFile';
import { Terrain } from '../../../src/main/terrain/terrain';
import { Random } from '../../../src/shared/statistics/random';
import { tiffFile } from './dtm/tiffFile';
import { degrees, memoryDtm } from './memoryDtm';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stored-pyramid-'));
});
afterAll(() => rm(folder, { recursive: true }));

const placement = { crs: degrees, originX: 9, originY: 47, pixelWidth: 1e-4, pixelHeight: -1e-4 };

function sloping(width: number, height: number, name: string): Dtm {
  const values = Float32Array.from({ length: width * height }, (_, i) => (i % width) + Math.floor(i / width));
  return memoryDtm({ ...placement, width, height }, values, name);
}

async function build(dtm: Dtm, path: string): Promise<void> {
  let done = 0;
  for await (const rows of buildPyramid(dtm, path)) done = rows;
  expect(done).toBe(dtm.metadata.height);
}

describe('a packed block', () => {
  const random = new Random(4);
  const there = async (
    mean: Float32Array,
    whole = mean,
  ): Promise<{ mean: Float32Array; whole: Float32Array }> => {
    const packed = await packBlock({ mean, whole });
    if (packed === null) throw new Error('The block has data.');
    return unpackBlock(packed);
  };

  it('keeps means of whole metres exactly, of any size and sign', async () => {
    for (const spreadM of [0, 1, 300, 20_000, 900_000]) {
      const mean = Float32Array.from(
        { length: BLOCK_CELLS },
        () => Math.round((random.nextFloat() - 0.5) * spreadM * 4) / 4,
      );
      const { mean: read, whole } = await there(mean);
      expect(read).toEqual(mean.map((value) => value + 0));
      expect(whole).toBe(read);
    }
  });

  it('keeps other elevations to half a millimetre, and those beyond a million metres bit for bit', async () => {
    const fine = Float32Array.from({ length: BLOCK_CELLS }, () => random.nextFloat() * 4000);
    const { mean } = await there(fine);
    expect(mean.findIndex((value, i) => Math.abs(value - (fine[i] ?? NaN)) > 1 / 2048 + 2e-4)).toBe(-1);
    const vast = Float32Array.from(fine, (value, i) => (i === 7 ? 3e29 : value - 2000));
    expect((await there(vast)).mean).toEqual(vast);
  });

  it('marks cells without data and incomplete cells; a block without data is empty', async () => {
    const mean = Float32Array.from({ length: BLOCK_CELLS }, (_, i) => (i % 5 === 0 ? NaN : i));
    const whole = mean.map((value, i) => (i % 3 === 0 ? NaN : value));
    expect(await there(mean, whole)).toEqual({ mean, whole });
    const empty = new Float32Array(BLOCK_CELLS).fill(NaN);
    expect(await packBlock({ mean: empty, whole: empty })).toBeNull();
  });
});

describe('a pyramid on disk', () => {
  test.each([
    join('resources', 'sample', 'liechtenstein_srtm1.tif'),
    join('test', 'fixtures', 'dtm', 'clip_lv95.tif'),
  ])('of %s is no larger than its file', async (path) => {
    const dtm = await openDtm(path);
    const pyramid = pyramidPath(join(folder, 'small'), dtm.metadata);
    await build(dtm, pyramid);
    expect((await stat(pyramid)).size).toBeLessThan((await stat(path)).size + 4096);
    await dtm.close();
  });

  it('says what to do when damaged', async () => {
    const random = new Random(1);
    const values = Float32Array.from({ length: 1500 * 1500 }, () => random.nextFloat() * 100);
    const dtm = memoryDtm({ ...placement, width: 1500, height: 1500 }, values, 'damaged');
    const path = pyramidPath(folder, dtm.metadata);
    await build(dtm, path);
    const bytes = await open(path, 'r+');
    await bytes.write(Buffer.alloc((await stat(path)).size - 8192, 0x5a), 0, undefined, 8192);
    await bytes.close();
    const pyramid = await PyramidFile.open(path, dtm.metadata);
    await expect(pyramid?.readBlock(1, 1, 1)).rejects.toThrow(/cache file.*is damaged.*Delete it/);
    await pyramid?.close();
  });

  it('is not started without enough disk space', async () => {
    const { metadata, ...dtm } = sloping(300, 300, 'vast');
    const cache = join(folder, 'vast');
    const vast = { ...dtm, metadata: { ...metadata, width: 2 ** 29, height: 2 ** 29, bytes: 2 ** 60 } };
    await expect(build(vast, pyramidPath(cache, vast.metadata))).rejects.toThrow(
      /^The disk is full: .* could not be written\. It needs up to \d+\.\d GB\./,
    );
    expect(await readdir(cache)).toEqual([]);
  });
});

it('skips unwritten tiles: 100,000 x 100,000 pixels with one tile', async () => {
  const tile = 1024;
  const edge = 100_000;
  const values = new Int16Array(tile * tile).fill(700);
  const bytes = deflateSync(Buffer.from(values.buffer)).length;
  const tiles = Math.ceil(edge / tile) ** 2;
  const only = (value: number): number[] =>
    Array.from({ length: tiles }, (_, i) => (i === 20 * 98 + 20 ? value : 0));
  const path = join(folder, 'sparse.tif');
  const fields = { 256: [4, [edge]], 257: [4, [edge]], 324: [4, only(8)], 325: [4, only(bytes)] } as const;
  const plan = {
    width: tile,
    height: tile,
    values,
    tile,
    deflate: true,
    predictor: false,
    bigEndian: false,
    bigTiff: false,
  };
  await writeFile(path, tiffFile({ ...plan, fields }));
  const dtm = await openDtm(path);
  let read = 0;
  const counted: Dtm = {
    metadata: dtm.metadata,
    blockWidth: dtm.blockWidth,
    blockHeight: dtm.blockHeight,
    isVoid: (...window) => dtm.isVoid?.(...window) === true,
    read: (...window) => {
      read++;
      return dtm.read(...window);
    },
    close: () => dtm.close(),
  };
  const cached = pyramidPath(join(folder, 'sparse'), dtm.metadata);
  await build(counted, cached);
  expect(read).toBe(1);
  const pyramid = await PyramidFile.open(cached, dtm.metadata);
  expect(pyramid?.statistics).toEqual({ minM: 700, maxM: 700, noDataShare: 1 - tile ** 2 / edge ** 2 });
  // Of 98 tiles a row, the one at 20, 20: pixels 20,480 to 21,503 both ways, blocks 40 and 41 of level 1.
  expect(await pyramid?.readBlock(1, 39, 40)).toBeNull();
  expect((await pyramid?.readBlock(1, 40, 40))?.whole.every((value) => value === 700)).toBe(true);
  await pyramid?.close();
  await dtm.close();
  // Only the positions: 16 bytes for each of some 51,000 blocks.
  expect((await stat(cached)).size).toBeLessThan(1e6);
});

describe('a pyramid that two processes request', () => {
  it('is built once while the other waits', async () => {
    const dtm = sloping(900, 1300, 'twice');
    let pixels = 0;
    const counted: Dtm = {
      ...dtm,
      read: (column, row, width, height) => {
        pixels += width * height;
        return dtm.read(column, row, width, height);
      },
    };
    const cache = join(folder, 'twice');
    const path = pyramidPath(cache, dtm.metadata);
    await Promise.all([build(counted, path), build(counted, path), build(counted, path)]);
    expect(pixels).toBe(900 * 1300);
    expect(await readdir(cache)).toEqual([basename(path)]);
  });

  it('is taken over when the building program dies', async () => {
    const dtm = sloping(600, 600, 'orphan');
    const path = pyramidPath(join(folder, 'orphan'), dtm.metadata);
    const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    const partial = `${path}.${other.pid ?? 0}.1d0a6c52-0000.partial`;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(partial, 'half of it');
    await writeFile(`${path}.building`, basename(partial));
    expect(await claim(path)).toBeNull();
    const building = build(dtm, path);
    other.kill('SIGKILL');
    await once(other, 'exit');
    await building;
    expect(await readdir(dirname(path))).toEqual([basename(path)]);
  });

  it('has its remains removed when the building program dies just after the end', async () => {
    const cacheDir = join(folder, 'remains');
    const terrain = await Terrain.of([sloping(600, 600, 'remains')], cacheDir);
    const buildAll = async (): Promise<string[]> => {
      for await (const progress of terrain.buildPyramids()) expect(progress.unit).toBe('rows');
      return readdir(cacheDir);
    };
    const built = await buildAll();
    expect(built).toHaveLength(1);
    const path = join(cacheDir, built[0] ?? '');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const partial = `${path}.${pid}.1d0a6c52-0000.partial`;
    await writeFile(partial, 'half of another');
    await writeFile(`${path}.building`, basename(partial));
    expect(await buildAll()).toEqual(built);
    await terrain.close();
  });

  it('is taken over from a program that died while creating its lock', async () => {
    const dtm = sloping(600, 600, 'nameless');
    const path = pyramidPath(join(folder, 'nameless'), dtm.metadata);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.building`, '');
    expect(await claim(path)).toBeNull();
    const aMinuteAgo = Date.now() / 1000 - 60;
    await utimes(`${path}.building`, aMinuteAgo, aMinuteAgo);
    await build(dtm, path);
    expect(await readdir(dirname(path))).toEqual([basename(path)]);
  });
});
