import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { handlersOf } from '../../../src/main/engine/handlers';
import { Connection } from '../../../src/main/engine/store/database';
import { openProjectFile } from '../../../src/main/engine/store/projectFile';
import { migrations } from '../../../src/main/engine/store/schema';
import { recordStep, undo } from '../../../src/main/engine/store/undo';
import { regionContains, regionOfRings, ringOfBox, type Region } from '../../../src/shared/geo/region';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);
const { regions, project, mapLayers } = handlers;
const list = () => regions.list(undefined, never());

/** A triangle in the mountains. */
const ring = Float64Array.of(9.52, 47.08, 9.6, 47.09, 9.55, 47.14);
const triangle: Region = regionOfRings([ring]);

beforeAll(async () => {
  await engine.create(join(folder, 'regions.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
});
afterAll(close);

test('regions are added, renamed, reshaped and removed by named steps', async () => {
  const box = { westDeg: 9.5, southDeg: 47, eastDeg: 9.6, northDeg: 47.1 };
  const id = await regions.add({ name: 'Falknis', rings: [ringOfBox(box)] }, never());
  expect(await list()).toMatchObject([{ id, name: 'Falknis', region: box }]);
  // The layer that shows regions comes with the first one, in the same step.
  const kinds = async () => (await mapLayers.list(undefined, never())).map(({ kind }) => kind);
  expect(await kinds()).toContain('regions');
  await expect(Promise.resolve(regions.add({ name: 'FALKNIS', rings: [ring] }, never()))).rejects.toThrow(
    'There is a region Falknis already. Choose another name.',
  );
  const eight = Float64Array.of(9.5, 47, 9.6, 47.1, 9.6, 47, 9.5, 47.1);
  await expect(Promise.resolve(regions.add({ name: 'Eight', rings: [eight] }, never()))).rejects.toThrow(
    'crosses itself',
  );
  await regions.change({ regionId: id, name: 'Massif' }, never());
  await regions.change({ regionId: id, rings: [ring] }, never());
  expect(await list()).toMatchObject([{ name: 'Massif', region: triangle }]);
  await regions.remove({ regionId: id }, never());
  expect(await list()).toEqual([]);
  const undone: (string | null)[] = [];
  for (let step = 0; step < 4; step++) undone.push(await project.undo(undefined, never()));
  expect(undone).toEqual([
    'Remove region Massif',
    'Reshape region Massif',
    'Rename region Falknis to Massif',
    'Add region Falknis',
  ]);
  expect(await list()).toEqual([]);
  expect(await kinds()).not.toContain('regions');
  for (let step = 0; step < 3; step++) await project.redo(undefined, never());
  expect(await list()).toMatchObject([{ name: 'Massif', region: triangle }]);
  await regions.remove({ regionId: id }, never());
});

test('regions are written and read as GeoJSON, across the antimeridian too', async () => {
  const across = { westDeg: 179.5, southDeg: -17, eastDeg: 180.5, northDeg: -16 };
  await regions.add({ name: 'Fiji', rings: [ringOfBox(across)] }, never());
  await regions.add({ name: 'Massif', rings: [ring] }, never());
  const before = await list();
  const path = join(folder, 'regions.geojson');
  expect(await regions.export({ path }, never())).toBe(2);
  const file = z
    .object({ features: z.array(z.object({ geometry: z.object({ type: z.string() }) })) })
    .parse(JSON.parse(readFileSync(path, 'utf8')));
  expect(file.features.map(({ geometry }) => geometry.type)).toEqual(['MultiPolygon', 'Polygon']);
  for (const { id } of before) await regions.remove({ regionId: id }, never());
  expect(await regions.import({ path }, never())).toEqual(['Fiji', 'Massif']);
  expect((await list()).map(({ name, region }) => ({ name, region }))).toEqual(
    before.map(({ name, region }) => ({ name, region })),
  );
  expect(await regions.import({ path }, never())).toEqual(['Fiji 2', 'Massif 2']);
  expect(await project.undo(undefined, never())).toBe('Import 2 regions');
  expect(await list()).toHaveLength(2);
});

test('look-alikes lie in an outline, of which alone the terrain is embedded; a later search of all of it misses nothing', async () => {
  const query = { lonDeg: 9.57, latDeg: 47.1 };
  const asked = { kind: 'retrieve' as const, locations: [query], radiusM: 240, stepM: 30, k: 30 };
  const hits = async () => (await handlers.retrievals.list(undefined, never()))[0]?.hits ?? [];
  const stored = async () =>
    (await handlers.encoders.layers(undefined, never())).reduce((sum, { embedded }) => sum + embedded, 0);
  expect((await run({ ...asked, box: triangle })).error).toBeNull();
  const inside = await hits();
  expect(inside).toHaveLength(30);
  expect(inside.every(({ lonDeg, latDeg }) => regionContains(triangle, lonDeg, latDeg))).toBe(true);
  const ofOutline = await stored();
  const around = { ...triangle, outline: undefined };
  expect((await run({ ...asked, box: around })).error).toBeNull();
  const all = await hits();
  // The box has corners that the triangle's chunks do not reach.
  expect(await stored()).toBeGreaterThan(ofOutline * 1.1);
  expect(all.some(({ lonDeg, latDeg }) => !regionContains(triangle, lonDeg, latDeg))).toBe(true);
  // The same search where nothing was embedded or remembered before.
  await engine.create(join(folder, 'fresh.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  expect((await run({ ...asked, box: around })).error).toBeNull();
  expect(await hits()).toEqual(all);
  // Those in the outline are the nearest there: no cell in it that keeps its distance is nearer.
  const worst = Math.max(...inside.map(({ distance }) => distance));
  for (const hit of all.filter((one) => regionContains(triangle, one.lonDeg, one.latDeg)))
    if (hit.distance < worst)
      expect(inside.some(({ distance }) => Math.abs(distance - hit.distance) < 1e-6)).toBe(true);
});

test('a project from before regions gets them, and undo still works in it', async () => {
  const path = join(folder, 'before-regions.topo2vec');
  const version = migrations.findIndex((sql) => sql.includes('CREATE TABLE regions'));
  const older = await Connection.open(path, 'create');
  await older.script(
    `PRAGMA application_id = 0x54325657; ${migrations.slice(0, version).join(';')}; PRAGMA user_version = ${version};
    INSERT INTO label_classes (id, position, name, colour, letter, geometry) VALUES
      ('peak', 0, 'Peak', '#2563EB', 'P', 'point');
    INSERT INTO undo_steps (name) VALUES ('Add a class');
    INSERT INTO undo_current SELECT id FROM undo_steps;
    INSERT INTO label_classes (id, position, name, colour, letter, geometry) VALUES
      ('own', 1, 'Own', '#E69F00', 'O', 'point');
    DELETE FROM undo_current;`,
  );
  await older.close();
  const { database, close: closeFile } = await openProjectFile(path);
  const names = () => database.all(z.object({ name: z.string() }), 'SELECT name FROM regions');
  await recordStep(database, 'Add region', (transaction) =>
    transaction.run("INSERT INTO regions (name, region) VALUES ('Falknis', '{}')"),
  );
  expect(await names()).toEqual([{ name: 'Falknis' }]);
  expect(await undo(database)).toBe('Add region');
  expect(await names()).toEqual([]);
  expect(await undo(database)).toBe('Add a class');
  await closeFile();
});
