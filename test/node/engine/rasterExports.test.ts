import { join } from 'node:path';
import { expect, test } from 'vitest';
import { levelsOf, means } from '../../../src/main/engine/export/geotiff/overviews';
import { findMap, readMap } from '../../../src/main/engine/detections/runMaps';
import { listLayers } from '../../../src/main/engine/layers/layers';
import { openDtm } from '../../../src/main/terrain/dtm/openDtm';
import { projectionOf } from '../../../src/main/terrain/geo/projection';
import { ExportProject } from './exportProject';
import { temporaryFolder } from './folder';
import { never } from './workbench';

const folder = temporaryFolder();
const project = new ExportProject(folder);
const { handlers } = project;
const { engine, run } = project.started;

test('a probability map is a GeoTIFF over its lattice', async () => {
  const path = join(folder, 'peaks.tif');
  const cells = await handlers.exports.probability(
    { source: { runId: project.detected.id, classId: 'peak', radiusM: 240 }, path },
    never(),
  );
  const { database } = engine.current.project;
  const map = await findMap(database, project.detected.id, 'peak', 240);
  if (map === null) throw new Error('The run has no map.');
  const values = await readMap(database, map);
  const dtm = await openDtm(path);
  try {
    const { width, height } = dtm.metadata;
    expect([width, height]).toEqual([map.lattice.columns, map.lattice.rows]);
    expect(dtm.metadata.crs.code).toBe(map.lattice.crsCode);
    // The first pixel is the area around the first cell's centre.
    expect(dtm.metadata).toMatchObject({
      originX: map.lattice.originE - 60,
      originY: map.lattice.originN + 60,
      pixelWidth: 120,
      pixelHeight: -120,
    });
    const read = await dtm.read(0, 0, width, height);
    expect(read).toEqual(values);
    expect(read.filter((value) => !Number.isNaN(value))).toHaveLength(cells);
  } finally {
    await dtm.close();
  }
});

test("in the DTM's CRS it holds the values of its lattice", async () => {
  const path = join(folder, 'degrees.tif');
  const source = { runId: project.detected.id, classId: 'peak', radiusM: 240 };
  const cells = await handlers.exports.probability({ source, path, crs: 'dtm' }, never());
  const map = await findMap(engine.current.project.database, project.detected.id, 'peak', 240);
  if (map === null) throw new Error('The run has no map.');
  const known = new Set(await readMap(engine.current.project.database, map));
  const dtm = await openDtm(path);
  try {
    const { width, height, crs } = dtm.metadata;
    expect(crs.code).toBe('EPSG:4326');
    const read = (await dtm.read(0, 0, width, height)).filter((value) => !Number.isNaN(value));
    expect(read).toHaveLength(cells);
    expect(read.every((value) => known.has(value))).toBe(true);
    // Nearly every value is present.
    expect(new Set(read).size).toBeGreaterThan(0.95 * (known.size - 1));
  } finally {
    await dtm.close();
  }
});

test('an overview holds means of the cells with data', async () => {
  const levels = levelsOf(
    { width: 3, height: 3, values: Float32Array.of(1, 2, NaN, 3, 6, NaN, 7, 9, 4) },
    2,
    means,
  );
  expect(levels.map(({ width, height }) => [width, height])).toEqual([
    [3, 3],
    [2, 2],
  ]);
  expect(await levels[1]?.tile(0, 0)).toEqual(Float32Array.of(3, NaN, 8, 4));
  expect(await levels[0]?.tile(1, 1)).toEqual(Float32Array.of(4, NaN, NaN, NaN));
});

test('embeddings are a GeoTIFF with a band for each value', async () => {
  const [layer] = await listLayers(engine.current.project.database);
  if (layer === undefined) throw new Error('There is no layer.');
  const path = join(folder, 'embeddings.tif');
  const task = await run({ kind: 'export-embeddings', layerId: layer.id, path });
  expect(task).toMatchObject({ state: 'done', result: { kind: 'file', path } });
  const dtm = await openDtm(path, { band: 2 });
  try {
    const { width, height } = dtm.metadata;
    expect([width, height]).toEqual([layer.columns, layer.rows]);
    const values = await dtm.read(0, 0, width, height);
    expect(values.filter((value) => !Number.isNaN(value))).toHaveLength(layer.embedded);
  } finally {
    await dtm.close();
  }
});

test("in the DTM's CRS embeddings are those of the lattice's cells, where the DTM has them", async () => {
  const [layer] = await listLayers(engine.current.project.database);
  if (layer === undefined) throw new Error('There is no layer.');
  const [metres, degrees] = [join(folder, 'metres-of-utm.tif'), join(folder, 'degrees-of-dtm.tif')];
  await run({ kind: 'export-embeddings', layerId: layer.id, path: metres });
  await run({ kind: 'export-embeddings', layerId: layer.id, path: degrees, crs: 'dtm' });
  const [utm, dtm] = [await openDtm(metres, { band: 1 }), await openDtm(degrees, { band: 1 })];
  try {
    expect(dtm.metadata.crs.code).toBe('EPSG:4326');
    const { width, height } = dtm.metadata;
    const cells = await utm.read(0, 0, utm.metadata.width, utm.metadata.height);
    const pixels = await dtm.read(0, 0, width, height);
    const { forward } = projectionOf(utm.metadata.crs);
    let compared = 0;
    for (const [pixel, value] of pixels.entries()) {
      const { originX, originY, pixelWidth, pixelHeight } = dtm.metadata;
      const [e, n] = forward(
        originX + ((pixel % width) + 0.5) * pixelWidth,
        originY + (Math.floor(pixel / width) + 0.5) * pixelHeight,
      );
      const column = Math.floor((e - utm.metadata.originX) / utm.metadata.pixelWidth);
      const row = Math.floor((n - utm.metadata.originY) / utm.metadata.pixelHeight);
      const inside = column >= 0 && column < utm.metadata.width && row >= 0 && row < utm.metadata.height;
      const right = inside ? cells[row * utm.metadata.width + column] : NaN;
      expect(value).toBe(right);
      if (!Number.isNaN(value)) compared++;
    }
    expect(compared).toBeGreaterThan(0.9 * layer.embedded);
  } finally {
    await Promise.all([utm.close(), dtm.close()]);
  }
});
