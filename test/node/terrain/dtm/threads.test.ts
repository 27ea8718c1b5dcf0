import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { largeElevation, writeLargeTiff } from '../largeTiff';
import { layOut } from '../../../../src/main/terrain/dtm/geotiff/batches';

/** Windows of as many blocks as threads decode them. */
describe('blocks that are decoded in threads', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'threads-'));
    await writeLargeTiff(join(folder, 'large.tif'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are assembled into windows, from whole blocks and parts, in given memory', async () => {
    const dtm = await openDtm(join(folder, 'large.tif'));
    const into = new Float32Array(1500 * 1100).fill(-1);
    const windows = [
      dtm.read(300, 700, 1500, 1100, into),
      dtm.read(511, 767, 1500, 1100),
      dtm.read(300, 700, 3, 1100),
    ];
    const [first, second, third] = await Promise.all(windows);
    expect(first).toBe(into);
    const isRight = (values: Float32Array | undefined, left: number, top: number, width: number): boolean =>
      values?.every(
        (value, i) => value === largeElevation(left + (i % width), top + Math.floor(i / width)),
      ) === true;
    expect(isRight(first, 300, 700, 1500)).toBe(true);
    expect(isRight(second, 511, 767, 1500)).toBe(true);
    expect(isRight(third, 300, 700, 3)).toBe(true);
    await dtm.close();
  });

  it('are named when damaged', async () => {
    const path = join(folder, 'damaged.tif');
    await writeLargeTiff(path, (packed, tileRow) => (tileRow === 3 ? deflateSync(packed) : packed));
    const dtm = await openDtm(path);
    await expect(dtm.read(0, 0, 2048, 1024)).rejects.toThrow(/^damaged\.tif is damaged: tile 2\d\d /);
    expect((await dtm.read(0, 0, 2048, 768))[5]).toBe(largeElevation(5, 0));
    await dtm.close();
  });
});

describe('blocks in a file', () => {
  it('are read in one go where they are adjacent', () => {
    const blocks = [
      { offset: 100, bytes: 10 },
      { offset: 118, bytes: 6 },
      { offset: 90, bytes: 5 },
      { offset: 200, bytes: 1 },
    ];
    expect(layOut(blocks)).toEqual({
      starts: [0, 18, 24, 29],
      runs: [
        { at: 0, offset: 100, bytes: 24 },
        { at: 24, offset: 90, bytes: 5 },
        { at: 29, offset: 200, bytes: 1 },
      ],
    });
  });
});
