import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { allotPlaces, type Allotment } from '../../../src/main/compute/training/trainingTerrains';
import { sampleWindows } from '../../../src/main/compute/training/windows';
import { openTerrain, type Terrain } from '../../../src/main/terrain/terrain';
import { Random } from '../../../src/shared/statistics/random';
import { resultOf } from '../../../src/main/compute/training/objective';
import { tiffFile } from '../terrain/dtm/tiffFile';

const SIZE = 600;
/** The pixels west of this column are held out. */
const BORDER = 180;
const folder = mkdtempSync(join(tmpdir(), 'topo2vec-held-out-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Noise at 10 m a pixel, other noise west or east of the border on request. */
async function noiseWith(other: 'none' | 'west' | 'east'): Promise<Terrain> {
  const random = new Random(1);
  const noise = (): Int16Array => Int16Array.from({ length: SIZE * SIZE }, () => random.nextInt(2000));
  const [first, second] = [noise(), noise()];
  const isOther = (i: number): boolean => (other === 'west') === i % SIZE < BORDER;
  const values = other === 'none' ? first : first.map((value, i) => (isOther(i) ? (second[i] ?? 0) : value));
  const path = join(folder, `${other}.tif`);
  const plain = { bigEndian: false, bigTiff: false, deflate: false, predictor: false };
  // Around the meridian of LV95 the grid's north is true north, and columns are edges of boxes.
  const fields = { 33922: [12, [0, 0, 0, 2_597_000, 1_200_000, 0]] } as const;
  writeFileSync(path, tiffFile({ width: SIZE, height: SIZE, values, fields, ...plain }));
  const terrain = await openTerrain({ dtms: [{ path }], cacheDir: join(folder, 'cache') });
  await resultOf(terrain.buildPyramids());
  return terrain;
}

/** All that is read for training and for testing, with the area west of the border held out. */
async function readOf(
  other: 'none' | 'west' | 'east',
  wanted: Pick<Allotment, 'reach' | 'heldOutRadii'>,
  size: number,
) {
  const terrain = await noiseWith(other);
  const { box } = terrain;
  const validationBox = { ...box, eastDeg: box.westDeg + ((box.eastDeg - box.westDeg) * BORDER) / SIZE };
  const { training, heldOut } = await allotPlaces([{ terrain, radiiM: [160, 320], where: box }], {
    ...wanted,
    images: 400,
    heldOutImages: 40,
    seed: 7,
    validationBox,
  });
  const signal = new AbortController().signal;
  const learned = await resultOf(sampleWindows(training, size, signal));
  const measured = await resultOf(sampleWindows(heldOut, size, signal));
  await terrain.close();
  return { learned: learned.joined(), measured: measured.joined() };
}

for (const [what, wanted, size] of [
  ['patches', { reach: 1, heldOutRadii: 'first' }, 17],
  ['windows around patches', { reach: 1.5, heldOutRadii: 'all' }, 25],
] as const) {
  test(`no pixel is read both for training and for testing, for ${what}`, async () => {
    const plain = await readOf('none', wanted, size);
    expect(plain.learned.length).toBeGreaterThan(300 * size ** 2);
    expect(plain.measured.length).toBeGreaterThan(30 * size ** 2);
    expect((await readOf('west', wanted, size)).learned).toEqual(plain.learned);
    expect((await readOf('east', wanted, size)).measured).toEqual(plain.measured);
  });
}
