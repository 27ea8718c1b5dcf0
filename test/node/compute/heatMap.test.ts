import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadTensorflow, tf } from '../../../src/main/compute/backend';
import { heatMapLattice } from '../../../src/main/compute/heatMap/heatMapLattice';
import { crsByCode } from '../../../src/main/terrain/geo/crs';
import { cellMapper, CHUNK_CELLS, latticeForBox } from '../../../src/main/terrain/geo/lattice';
import { projectionOf } from '../../../src/main/terrain/geo/projection';
import type { HeatMapEvent, HeatMapRequest } from '../../../src/shared/contract/compute';
import { boxContains, type LonLatBox } from '../../../src/shared/geo/lonLat';
import { Random } from '../../../src/shared/statistics/random';
import { tiffFile } from '../terrain/dtm/tiffFile';

const folder = mkdtempSync(join(tmpdir(), 'topo2vec-heat-map-'));

await loadTensorflow();
/** What tests before these have left in the process. */
const tensorsBefore = tf.memory().numTensors;
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Pixels of 30 m, with a cone or a pit on each square of 16. */
const SIZE = 256;
const SQUARE = 16;
const path = join(folder, 'cones.tif');

/** Column and row of the centre of each square's form: a cone, or a pit of the same shape. */
const squares: { readonly top: readonly [number, number]; readonly isCone: boolean }[] = [];

const random = new Random(1);
const elevations = Int16Array.from({ length: SIZE * SIZE }, (_, i) => {
  const [column, row] = [i % SIZE, Math.floor(i / SIZE)];
  return 1500 + 0.5 * column + 40 * Math.sin(row / 20) + random.nextInt(3);
});
for (let south = 0; south < SIZE; south += SQUARE) {
  for (let east = 0; east < SIZE; east += SQUARE) {
    const top = [east + 6 + random.nextInt(4), south + 6 + random.nextInt(4)] as const;
    const isCone = random.nextInt(4) === 0;
    squares.push({ top, isCone });
    for (let row = top[1] - 5; row <= top[1] + 5; row++) {
      for (let column = top[0] - 5; column <= top[0] + 5; column++) {
        const height = 100 - 20 * Math.hypot(row - top[1], column - top[0]);
        const at = row * SIZE + column;
        if (height > 0) elevations[at] = (elevations[at] ?? 0) + (isCone ? height : -height);
      }
    }
  }
}
const plain = { bigEndian: false, bigTiff: false, deflate: false, predictor: false };
// Around the meridian of LV95 the grid's north is true north.
const origin = [2_597_000, 1_200_000] as const;
const fields = { 33550: [12, [30, 30, 0]], 33922: [12, [0, 0, 0, ...origin, 0]] } as const;
writeFileSync(path, tiffFile({ width: SIZE, height: SIZE, values: elevations, fields, ...plain }));

const tops = squares.filter(({ isCone }) => isCone).map(({ top }) => top);

/** Location of a pixel's middle. */
const locationOf = ([column, row]: readonly [number, number]): readonly [number, number] =>
  projectionOf(crsByCode('EPSG:2056')).inverse(origin[0] + (column + 0.5) * 30, origin[1] - (row + 0.5) * 30);

const boxBetween = (west: number, east: number, north: number, south: number): LonLatBox => {
  const [westDeg, northDeg] = locationOf([west, north]);
  const [eastDeg, southDeg] = locationOf([east, south]);
  return { westDeg, southDeg, eastDeg, northDeg };
};

const trainBox = boxBetween(0, 150, 0, 255);
const leftOut = boxBetween(100, 149, 0, 100);
const testBox = boxBetween(156, 250, 60, 160);
const lattice = latticeForBox(testBox, 60);

const request: HeatMapRequest = {
  terrain: { dtms: [{ path }], cacheDir: join(folder, 'cache') },
  trainBox,
  leftOut,
  positives: Float64Array.from(tops.flatMap((top) => [...locationOf(top)])),
  leastElevationM: null,
  radiusM: 240,
  seed: 1,
  steps: 1,
  lattice,
};

const live = (): AbortSignal => new AbortController().signal;

async function eventsOf(of: HeatMapRequest): Promise<HeatMapEvent[]> {
  const events: HeatMapEvent[] = [];
  for await (const event of heatMapLattice(of, live())) events.push(event);
  return events;
}

/** Probabilities of the lattice's only chunk. */
async function answer(of: HeatMapRequest): Promise<Float32Array> {
  const chunks = (await eventsOf(of)).flatMap((event) =>
    event.kind === 'chunk' ? [event.probabilities] : [],
  );
  const [probabilities] = chunks;
  if (probabilities === undefined || chunks.length !== 1) throw new Error(`${chunks.length} chunks.`);
  return probabilities;
}

/** The highest probability within a cell of a pixel. */
function highestNear(probabilities: Float32Array, pixel: readonly [number, number]): number {
  const [column, row] = cellMapper(lattice)(...locationOf(pixel));
  const near = [-1, 0, 1].flatMap((y) =>
    [-1, 0, 1].map((x) => probabilities[(Math.round(row) + y) * CHUNK_CELLS + Math.round(column) + x] ?? NaN),
  );
  return Math.max(...near);
}

test('a detector finds cones on unseen terrain and distinguishes them from pits', async () => {
  const probabilities = await answer({ ...request, steps: 30 });
  const inside = ([column, row]: readonly [number, number]): boolean =>
    column > 170 && column < 240 && row > 70 && row < 150;
  const places = squares.filter(({ top }) => inside(top));
  const ranked = places
    .map(({ top, isCone }) => ({ isCone, probability: highestNear(probabilities, top) }))
    .sort((a, b) => b.probability - a.probability);
  const cones = places.filter(({ isCone }) => isCone).length;
  expect(cones).toBeGreaterThan(4);
  expect(ranked.slice(0, cones).filter(({ isCone }) => isCone).length).toBeGreaterThan(0.9 * cones);
  // Terrain between cones scores nothing: most of the map is below the weakest cone.
  const weakest = Math.min(...ranked.filter(({ isCone }) => isCone).map(({ probability }) => probability));
  const known = probabilities.filter((probability) => !Number.isNaN(probability));
  expect(known.filter((probability) => probability < weakest).length).toBeGreaterThan(0.9 * known.length);
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

test('results depend on the seed; places outside the box or left out are not used for training', async () => {
  const before = await answer(request);
  expect(await answer(request)).toEqual(before);
  expect(await answer({ ...request, seed: 2 })).not.toEqual(before);
  const inBox = tops
    .map(locationOf)
    .filter((place) => boxContains(trainBox, ...place) && !boxContains(leftOut, ...place));
  expect(inBox.length).toBeLessThan(tops.length);
  expect(await answer({ ...request, positives: Float64Array.from(inBox.flat()) })).toEqual(before);
});

test('it reports each step, stops between steps, and needs a place to learn from', async () => {
  const events = await eventsOf(request);
  expect(events.map(({ kind }) => kind)).toEqual(['step', 'block', 'chunk']);
  const stop = new AbortController();
  const stopped = async (): Promise<void> => {
    for await (const event of heatMapLattice({ ...request, steps: 1000 }, stop.signal)) {
      expect(event).toMatchObject({ kind: 'step', step: 1, steps: 1000 });
      stop.abort();
    }
  };
  await expect(stopped()).rejects.toMatchObject({ code: 'cancelled' });
  await expect(eventsOf({ ...request, leastElevationM: 9000 })).rejects.toMatchObject({
    code: 'too-few-labels',
  });
});
