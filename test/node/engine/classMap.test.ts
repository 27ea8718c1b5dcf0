import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LatticeValue } from '../../../src/shared/contract/compute';
import { boxContains } from '../../../src/shared/geo/lonLat';
import { TOO_FLAT } from '../../../src/shared/terrain/flatGround';
import { columnsInBox } from '../../../src/main/engine/classMaps/columnsInBox';
import { classMapHandlers } from '../../../src/main/engine/classMaps/classMapHandlers';
import type { StoredRun } from '../../../src/main/engine/detections/runs';
import { storeRun, type NewMap } from '../../../src/main/engine/detections/storeRun';
import { exportClassMap } from '../../../src/main/engine/export/exportClassMap';
import { commonest, levelsOf } from '../../../src/main/engine/export/geotiff/overviews';
import { OpenProject } from '../../../src/main/engine/project/openProject';
import { openDtm } from '../../../src/main/terrain/dtm/openDtm';
import { latticeForBox, locationsOfCells } from '../../../src/main/terrain/geo/lattice';
import { readBigTiff } from './bigTiff';
import { temporaryFolder } from './folder';
import { never } from './workbench';

const folder = temporaryFolder();
let project: OpenProject;
let runId = 0;

/** In the mountains of UTM zone 32, three rows of four cells of 100 m. */
const lattice: LatticeValue = {
  ...{ crsCode: 'EPSG:32632', originE: 540_000, originN: 5_220_000, stepM: 100 },
  ...{ columns: 4, rows: 3 },
};
const box = { westDeg: 9.4, southDeg: 47, eastDeg: 9.7, northDeg: 47.3 };

// A peak and a saddle exclude each other; a hut may stand on either. Its map is on a wider lattice, as that of another head may be.
const [F, N] = [TOO_FLAT, NaN];
const peak = [0.6, 0.3, F, N, 0.2, 0.5, 0.05, N, 0.1, 0, 0.8, N];
const saddle = [0.3, 0.5, F, N, 0.2, 0.4, 0.01, N, 0.1, 0, 0.1, N];
const hut = [0.1, 0.1, F, N, 0.1, 0.9, 0.02, N, 0.3, 0, 0.8, N];
const wide = { ...lattice, originE: 539_800, originN: 5_220_100, columns: 6, rows: 4 };
const onWide = Array.from({ length: 24 }, (_, cell) => {
  const [column, row] = [(cell % 6) - 2, Math.floor(cell / 6) - 1];
  return column < 0 || row < 0 ? NaN : (hut[4 * row + column] ?? NaN);
});

const info: StoredRun = {
  ...{ classIds: ['peak', 'saddle', 'alpine-hut'], radiiM: [200], box, threshold: 0.25 },
  ...{ flatTimes: 40, flatBelowM: [36], encoder: 'polar', heads: ['Peak', 'Saddle', 'Hut'] },
  ...{ dtms: ['davos.tif'], ground: '' },
};

async function* maps(): AsyncGenerator<NewMap> {
  const map = (classId: string, on: LatticeValue, values: number[]): NewMap => ({
    ...{ classId, radiusM: 200, lattice: on, probabilities: Float32Array.from(values), detections: [] },
  });
  yield await Promise.resolve(map('peak', lattice, peak));
  yield map('saddle', lattice, saddle);
  yield map('alpine-hut', wide, onWide);
}

beforeAll(async () => {
  project = await OpenProject.create(join(folder, 'classes.topo2vec'), () => {
    throw new Error('Nothing is computed.');
  });
  runId = await storeRun(project.database, info, maps());
});
afterAll(() => project.close());

const ask = classMapHandlers(() => project);

test('the likeliest class counts where it reaches the threshold, of equally likely ones the first', async () => {
  const source = { runId, radiusM: 200 };
  // By hand: 0.6 peak, 0.5 saddle, flat; 0.2 none, 0.9 hut, 0.05 none; 0.3 hut, 0 none, 0.8 peak, which the run lists first.
  expect(await ask.shares({ ...source, threshold: 0.25 }, never())).toEqual({
    ...{ cellM2: 10_000, classes: [2, 1, 2], none: 3, tooFlat: 1 },
  });
  expect(await ask.shares({ ...source, threshold: 0.3 }, never())).toMatchObject({ classes: [2, 1, 2] });
  expect(await ask.shares({ ...source, threshold: 0.61 }, never())).toMatchObject({
    ...{ classes: [1, 0, 1], none: 6, tooFlat: 1 },
  });
  expect(await ask.shares({ runId, radiusM: 240, threshold: 0.25 }, never())).toBeNull();
});

/** The middle of a cell. */
function placeOf(column: number, row: number): { lonDeg: number; latDeg: number } {
  const [lonDeg = NaN, latDeg = NaN] = locationsOfCells(lattice, [column], [row]);
  return { lonDeg, latDeg };
}

test('a place has the class of its cell, with the probabilities of all classes', async () => {
  const at = (column: number, row: number) =>
    ask.at({ runId, radiusM: 200, ...placeOf(column, row) }, never());
  expect(await at(1, 1)).toEqual({
    ...{ code: 3, probability: Math.fround(0.9), probabilities: [0.5, 0.4, 0.9].map(Math.fround) },
  });
  expect(await at(2, 0)).toEqual({ code: 254, probability: 0, probabilities: [null, null, null] });
  expect(await at(3, 1)).toBeNull();
  expect(await at(40, 0)).toBeNull();
});

test('a tile has the classes of the cells that its pixels lie in', async () => {
  // Tiles are numbered as in the OpenStreetMap wiki, Slippy map tilenames.
  const { lonDeg, latDeg } = placeOf(1, 1);
  const latRadians = (latDeg * Math.PI) / 180;
  const z = 14;
  const x = ((lonDeg + 180) / 360) * 2 ** z;
  const y = ((1 - Math.asinh(Math.tan(latRadians)) / Math.PI) / 2) * 2 ** z;
  const tile = await ask.tile({ runId, radiusM: 200, z, x: Math.floor(x), y: Math.floor(y) }, never());
  const pixel = 256 * Math.floor(256 * (y % 1)) + Math.floor(256 * (x % 1));
  expect(tile?.codes[pixel]).toBe(3);
  expect(tile?.probabilities[pixel]).toBe(Math.fround(0.9));
  expect(tile?.codes[0]).toBe(255);
  expect(await ask.tile({ runId, radiusM: 200, z, x: 0, y: 0 }, never())).toBeNull();
});

test('the cells in a box are those whose centres lie in it, also where its edges bend', () => {
  const wideBox = { westDeg: 7.1, southDeg: 46.1, eastDeg: 11.9, northDeg: 47.9 };
  const coarse = latticeForBox(wideBox, 2000);
  const part = { westDeg: 7.63, southDeg: 46.31, eastDeg: 11.57, northDeg: 47.64 };
  const found = new Set<number>();
  for (const [row, from, to] of columnsInBox(coarse, part))
    for (let column = from; column < to; column++) found.add(row * coarse.columns + column);
  const cells = Array.from({ length: coarse.columns * coarse.rows }, (_, cell) => cell);
  const places = locationsOfCells(
    coarse,
    cells.map((cell) => cell % coarse.columns),
    cells.map((cell) => Math.floor(cell / coarse.columns)),
  );
  const inside = cells.filter((cell) =>
    boxContains(part, places[2 * cell] ?? NaN, places[2 * cell + 1] ?? NaN),
  );
  expect(inside.length).toBeGreaterThan(10_000);
  expect([...found].sort((a, b) => a - b)).toEqual(inside);
});

test('classes are counted in a part of the run', async () => {
  const [west, east] = [placeOf(0, 0), placeOf(1, 2)];
  const half = 50 / 111_320;
  const part = {
    ...{ westDeg: west.lonDeg - half, southDeg: east.latDeg - half },
    ...{ eastDeg: east.lonDeg + half, northDeg: west.latDeg + half },
  };
  // The two columns in the west.
  expect(await ask.shares({ runId, radiusM: 200, threshold: 0.25, box: part }, never())).toMatchObject({
    ...{ classes: [1, 1, 2], none: 2, tooFlat: 0 },
  });
  const elsewhere = { westDeg: -9, southDeg: 40, eastDeg: -8, northDeg: 41 };
  expect(await ask.shares({ runId, radiusM: 200, threshold: 0.25, box: elsewhere }, never())).toMatchObject({
    ...{ classes: [0, 0, 0], none: 0, tooFlat: 0 },
  });
});

test('it is written as codes with a palette, an attribute table and probabilities', async () => {
  const path = join(folder, 'classes.tif');
  const { cells, beside } = await exportClassMap(project, { runId, radiusM: 200 }, path);
  expect(cells).toBe(9);
  expect(beside).toEqual([`${path}.aux.xml`, join(folder, 'classes.probability.tif')]);
  // No terrain is a picture with a palette, so that our own reader refuses one.
  const { tags, tile } = readBigTiff(path);
  // Bytes, a palette, unsigned; GDAL's no-data is a text.
  expect([258, 262, 339].map((tag) => tags.get(tag))).toEqual([[8], [3], [1]]);
  expect(String.fromCharCode(...(tags.get(42113) ?? []))).toBe('255\0');
  expect([tags.get(33922)?.slice(3, 5), tags.get(33550)?.slice(0, 2)]).toEqual([
    [539_750, 5_220_150],
    [100, 100],
  ]);
  // Rows of six in a tile of 256: the first row and the two columns in the west hold the wider lattice alone.
  const none = 255;
  expect([0, 1, 2, 3].map((row) => [...tile.subarray(256 * row, 256 * row + 6)])).toEqual([
    [none, none, none, none, none, none],
    [none, none, 1, 2, 254, none],
    [none, none, 0, 3, 0, none],
    [none, none, 3, 0, 1, none],
  ]);
  // The peak's #2563EB, and #f2f1ec for none, 16 bits a channel.
  const colours = tags.get(320) ?? [];
  const colourOf = (code: number) => [0, 1, 2].map((channel) => (colours[256 * channel + code] ?? 0) / 257);
  expect([colourOf(1), colourOf(0)]).toEqual([
    [37, 99, 235],
    [242, 241, 236],
  ]);
  const probabilities = await openDtm(join(folder, 'classes.probability.tif'));
  const values = await probabilities.read(0, 0, 6, 4);
  await probabilities.close();
  expect([...values].filter((value) => !Number.isNaN(value))).toEqual(
    [0.6, 0.5, 0.9, 0.3, 0.8].map(Math.fround),
  );
  const table = readFileSync(`${path}.aux.xml`, 'utf8');
  expect(table).toContain('<F>1</F><F>Peak</F><F>peak</F><F>37</F><F>99</F><F>235</F><F>2</F><F>0.02</F>');
  expect(table).toContain(
    '<F>254</F><F>Too flat to say</F><F></F><F>201</F><F>203</F><F>194</F><F>1</F><F>0.01</F>',
  );
});

test('a file of the same name that belongs to something else is not replaced', async () => {
  const other = join(folder, 'other.probability.tif');
  writeFileSync(other, 'somebody else’s');
  await expect(exportClassMap(project, { runId, radiusM: 200 }, join(folder, 'other.tif'))).rejects.toThrow(
    /^other\.probability\.tif already exists, and would be overwritten as a part of other\.tif\./,
  );
  expect(readFileSync(other, 'utf8')).toBe('somebody else’s');
  expect(existsSync(join(folder, 'other.tif'))).toBe(false);
});

test('an overview has the most frequent code of the cells that have one', async () => {
  const values = Uint8Array.of(1, 2, 255, 2, 0, 255, 7, 9, 4);
  const levels = levelsOf({ width: 3, height: 3, values }, 2, commonest(255));
  // 1, 2, 2, 0; 255, 255; 7, 9; 4.
  expect(await levels[1]?.tile(0, 0)).toEqual(Uint8Array.of(2, 255, 7, 4));
  expect(await levels[0]?.tile(1, 1)).toEqual(Uint8Array.of(4, 255, 255, 255));
});
