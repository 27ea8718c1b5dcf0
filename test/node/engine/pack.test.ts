import { createHash } from 'node:crypto';
import { utimesSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { packWork } from '../../../src/main/engine/pack/packWork';
import { handlersOf } from '../../../src/main/engine/handlers';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';

const folder = temporaryFolder();
const terrain = join(folder, 'far', 'away');
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);
const falknis = { lonDeg: 9.5731, latDeg: 47.0519 };

const pack = (path: string, choice: { layers?: boolean; gridM?: number } = {}) =>
  run({ kind: 'pack', path, ...choice });

/** What somebody else sees who opens a packed project, on a computer where no terrain was chosen yet. */
async function opened(path: string) {
  const other = startEngine(temporaryFolder());
  try {
    const project = await other.engine.open(path);
    const theirs = handlersOf(other.engine);
    const count = z.object({ n: z.number() });
    const rows = async (table: string) =>
      (await project.database.get(count, `SELECT count(*) AS n FROM ${table}`))?.n;
    return {
      dtms: await theirs.dtms.list(undefined, never()),
      labels: await theirs.labels.list(undefined, never()),
      areas: await theirs.labels.areas(undefined, never()),
      runs: await theirs.detections.runs(undefined, never()),
      undo: await theirs.project.undoState(undefined, never()),
      layers: await rows('layers'),
      elevation: await theirs.terrain.readings({ places: [falknis] }, never()),
    };
  } finally {
    await other.close();
  }
}

beforeAll(async () => {
  await mkdir(terrain, { recursive: true });
  await cp(fixture('dtm', 'liechtenstein_srtm1.tif'), join(terrain, 'alps.tif'));
  await writeFile(join(terrain, 'alps.tif.aux.xml'), '<PAMDataset></PAMDataset>');
  await writeFile(join(terrain, 'alps-other.prj'), 'no sidecar of it');
  await engine.create(join(folder, 'mine.topo2vec'));
  expect((await run({ kind: 'import-dtms', paths: [join(terrain, 'alps.tif')] })).error).toBeNull();
  const path = fixture('osm', 'liechtenstein.osm.pbf');
  expect((await run({ kind: 'import-labels', path, classIds: ['peak'] })).error).toBeNull();
  await handlers.labels.addArea(
    {
      ...{ classId: 'peak', positive: false, places: 3 },
      rings: [Float64Array.of(9.55, 47.05, 9.56, 47.05, 9.56, 47.06)],
    },
    never(),
  );
  const embedded = await run({
    ...{ kind: 'embed', encoderId: 1, radiusM: 240, stepM: 240 },
    box: { westDeg: 9.54, southDeg: 47.08, eastDeg: 9.56, northDeg: 47.1 },
  });
  expect(embedded.error).toBeNull();
  await engine.current.project.database.transaction(async (transaction) => {
    const info = JSON.stringify({
      ...{ classIds: ['peak'], radiiM: [240], threshold: 0.5, encoder: 'polar', heads: ['h'], dtms: [] },
      box: { westDeg: 9.54, southDeg: 47.08, eastDeg: 9.56, northDeg: 47.1 },
    });
    await transaction.run('INSERT INTO runs (id, info, created_ms) VALUES (7, ?, 1)', [info]);
    await transaction.run(
      "INSERT INTO run_maps (id, run_id, class_id, radius_m, lattice) VALUES (9, 7, 'peak', 240, '{}')",
    );
    await transaction.run('INSERT INTO detections VALUES (9, 0, zeroblob(0), zeroblob(0), zeroblob(0))');
  });
}, 60_000);
afterAll(close);

test('a packed folder opens elsewhere with its terrain, though nothing was chosen there', async () => {
  const path = join(folder, 'packed');
  expect(await pack(path, { layers: true })).toMatchObject({ state: 'done', result: { kind: 'file', path } });
  const names = (await readdir(path, { recursive: true })).sort();
  expect(names).toEqual([
    ...['packed.topo2vec', 'terrain', 'terrain/1', 'terrain/1/alps.tif', 'terrain/1/alps.tif.aux.xml'],
  ]);
  const bytes = (file: string) =>
    readFile(file).then((content) => createHash('sha256').update(content).digest('hex'));
  expect(await bytes(join(path, 'terrain/1/alps.tif'))).toBe(await bytes(join(terrain, 'alps.tif')));

  const elsewhere = join(temporaryFolder(), 'from a colleague');
  await rename(path, elsewhere).catch(() => cp(path, elsewhere, { recursive: true }));
  await rename(terrain, `${terrain}-gone`);
  const found = await opened(join(elsewhere, 'packed.topo2vec')).finally(() =>
    rename(`${terrain}-gone`, terrain),
  );
  const mine = await handlers.labels.list(undefined, never());
  expect(found.dtms).toMatchObject([{ state: 'ready', name: 'alps.tif' }]);
  expect(found.elevation).toEqual(await handlers.terrain.readings({ places: [falknis] }, never()));
  expect(found.labels.lonDeg).toEqual(mine.lonDeg);
  expect(found).toMatchObject({ layers: 1, undo: { undo: null, redo: null }, areas: [{ positive: false }] });
  expect(found.runs).toMatchObject([{ id: 7 }]);
  // No path of this computer is left in it.
  const content = await readFile(join(elsewhere, 'packed.topo2vec'));
  expect(content.includes(dirname(terrain))).toBe(false);
});

test('a zip file holds the same, and opens from where it is unpacked', async () => {
  const path = join(folder, 'for you.zip');
  expect(await pack(path)).toMatchObject({ state: 'done' });
  const files = unzipSync(new Uint8Array(await readFile(path)));
  expect(Object.keys(files).sort()).toEqual([
    'for you/for you.topo2vec',
    'for you/terrain/1/alps.tif',
    'for you/terrain/1/alps.tif.aux.xml',
  ]);
  const original = await readFile(join(terrain, 'alps.tif'));
  expect(original.equals(files['for you/terrain/1/alps.tif'] ?? new Uint8Array())).toBe(true);
  const unpacked = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(unpacked, name)), { recursive: true });
    await writeFile(join(unpacked, name), content);
  }
  const found = await opened(join(unpacked, 'for you', 'for you.topo2vec'));
  expect(found).toMatchObject({ layers: 0, dtms: [{ state: 'ready' }] });
});

test('without exact places, labels lie at the centres of cells, and nothing tells where they were', async () => {
  const path = join(folder, 'coarse');
  expect(await pack(path, { gridM: 1000, layers: true })).toMatchObject({ state: 'done' });
  const { labels, areas, runs } = await opened(join(path, 'coarse.topo2vec'));
  const mine = await handlers.labels.list(undefined, never());
  expect(labels.ids).toHaveLength(mine.ids.length);
  expect({ areas, runs }).toEqual({ areas: [], runs: [] });
  const distances = [...labels.lonDeg.keys()].map((at) => {
    const eastM =
      ((labels.lonDeg[at] ?? 0) - (mine.lonDeg[at] ?? 0)) * 111_195 * Math.cos((47.1 * Math.PI) / 180);
    return [eastM, ((labels.latDeg[at] ?? 0) - (mine.latDeg[at] ?? 0)) * 111_195];
  });
  // Half a cell away at most to each side, and farther than a few metres on average.
  expect(Math.max(...distances.flat().map(Math.abs))).toBeLessThan(505);
  expect(Math.max(...distances.flat().map(Math.abs))).toBeGreaterThan(400);
  const content = await readFile(join(path, 'coarse.topo2vec'));
  const [ref] = await engine.current.project.database.all(
    z.object({ source_ref: z.string(), name: z.string() }),
    'SELECT source_ref, name FROM labels WHERE source_ref IS NOT NULL AND length(name) > 6',
  );
  expect(ref).toBeDefined();
  expect(content.includes(ref?.source_ref ?? '')).toBe(false);
  expect(content.includes(ref?.name ?? '')).toBe(false);
});

test('exported labels without exact places say so', async () => {
  const path = join(folder, 'coarse.geojson');
  const source = { kind: 'labels', gridM: 5000 } as const;
  await handlers.exports.points({ source, path, crs: 'wgs84' }, never());
  const text = await readFile(path, 'utf8');
  expect(text).toMatch(/"grid_m": ?5000/);
  expect(text).toContain('centres of cells of 5000 m');
  expect(text).not.toMatch(/node\/\d/);
  const parsed = z
    .object({ features: z.array(z.object({ properties: z.record(z.string(), z.unknown()) })) })
    .parse(JSON.parse(text));
  expect(Object.keys(parsed.features[0]?.properties ?? {})).toEqual([
    'class',
    'positive',
    'source',
    'checked',
  ]);
});

test('what is cancelled, changed meanwhile, missing or in the way leaves nothing, and says why', async () => {
  const leftovers = async () => (await readdir(folder)).filter((name) => /never|partial|building/.test(name));
  for (const path of [join(folder, 'never'), join(folder, 'never.zip')]) {
    const taskId = engine.current.start({ kind: 'pack', path, layers: true, gridM: null });
    const cancelled = await engine.current.waitFor(
      taskId,
      ({ state }) => {
        if (state === 'running') engine.current.tasks.cancel(taskId);
      },
      never(),
    );
    expect(cancelled.state).toBe('cancelled');
    expect(await leftovers()).toEqual([]);
  }
  const soon = new Date(Date.now() + 60_000);
  const spec = { kind: 'pack', path: join(folder, 'never'), layers: true, gridM: null } as const;
  // By the work itself: a task's watchers may hear of progress only after the last file is copied.
  const changing = packWork(engine.current.project, spec)(({ done }) => {
    if (done > 0) utimesSync(join(terrain, 'alps.tif'), soon, soon);
  }, never());
  await expect(changing).rejects.toThrow(/alps\.tif was changed while it was packed/);
  expect(await leftovers()).toEqual([]);
  await mkdir(join(folder, 'full', 'of'), { recursive: true });
  expect((await pack(join(folder, 'full'))).error).toMatch(/full already exists and is not empty/);
  await rename(join(terrain, 'alps.tif'), join(terrain, 'moved.tif'));
  expect((await pack(join(folder, 'never'))).error).toMatch(
    /alps\.tif is no longer at .*Locate or remove it/,
  );
  expect(await leftovers()).toEqual([]);
  await rm(join(folder, 'full'), { recursive: true });
});
