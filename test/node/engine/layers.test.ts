import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { encoderWeights } from '../../../src/main/engine/encoders/encoders';
import { freeLayers } from '../../../src/main/engine/layers/freeLayers';
import { ensureLayer, listLayers, type LayerWanted } from '../../../src/main/engine/layers/layers';
import { SqliteLayers } from '../../../src/main/engine/storedLayers/sqliteLayers';
import { Connection } from '../../../src/main/engine/store/database';
import { embedChunks } from '../../../src/main/layers/embedChunks';
import { decodeRows } from '../../../src/main/layers/decodeRows';
import type { EmbeddingLayer } from '../../../src/main/layers/layer';
import { chunkRangeOf, chunksOf, locationsOfChunk } from '../../../src/main/terrain/geo/lattice';
import type { LayerChunk } from '../../../src/shared/contract/layerForm';
import { fixture, temporaryFolder } from './folder';
import { beforeShapes } from './beforeShapes';
import { oldLayers } from './oldLayers';
import { never, startEngine } from './workbench';

const folder = temporaryFolder();
const path = join(folder, 'layers.topo2vec');
const { engine, run, close } = startEngine(folder);
const count = z.object({ n: z.number() });

/** Two boxes that overlap, at a step at which each takes a few chunks; the second reaches far over the DTM's edge. */
const west = { westDeg: 9.56, southDeg: 47.1, eastDeg: 9.63, northDeg: 47.12 };
const east = { westDeg: 9.62, southDeg: 47.11, eastDeg: 9.75, northDeg: 47.13 };
const wantedIn = (box: LayerWanted['box']): LayerWanted => ({ encoderId: 1, radiusM: 240, stepM: 60, box });
const silent = (): void => undefined;

const layerIn = (box: LayerWanted['box']): Promise<EmbeddingLayer> =>
  ensureLayer(engine.current.project, wantedIn(box), silent, never());
const store = (): SqliteLayers => new SqliteLayers(engine.current.project);
const chunksIn = async (layer: EmbeddingLayer): Promise<LayerChunk[]> => {
  const chunks: LayerChunk[] = [];
  for await (const chunk of store().read(layer)) chunks.push(chunk);
  return chunks;
};
const storedCount = async (): Promise<number | undefined> =>
  (await engine.current.project.database.get(count, 'SELECT count(*) AS n FROM layer_chunks'))?.n;

/** Place of each chunk of a layer on Earth. */
const placesOf = ({ lattice }: EmbeddingLayer): string[] => {
  const { column, row } = chunkRangeOf(lattice);
  return chunksOf(lattice).map(([chunkColumn, chunkRow]) => `${chunkColumn + column} ${chunkRow + row}`);
};

let first: EmbeddingLayer;
let second: EmbeddingLayer;

beforeAll(async () => {
  await engine.create(path);
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  first = await layerIn(west);
});
afterAll(close);

test('overlapping boxes embed their common chunks once', async () => {
  const found = placesOf(first);
  expect(await storedCount()).toBe(found.length);
  const { column, row } = chunkRangeOf(first.lattice);
  // A mark: a common chunk that is embedded again would lose it.
  await engine.current.project.database.transaction((transaction) =>
    transaction.run(
      'UPDATE layer_chunks SET relief = zeroblob(16384) WHERE chunk_column = ? AND chunk_row = ?',
      [column + chunkRangeOf(first.lattice).columns - 1, row],
    ),
  );
  const seen: number[] = [];
  const report = ({ done }: { done: number }): void => void seen.push(done / 4096);
  second = await ensureLayer(engine.current.project, wantedIn(east), report, never());
  expect(second.id).toBe(first.id);
  const common = placesOf(second).filter((place) => found.includes(place)).length;
  expect(common).toBeGreaterThan(0);
  expect(seen).toEqual(Array.from({ length: placesOf(second).length - common + 1 }, (_, i) => common + i));
  expect(await storedCount()).toBe(new Set([...found, ...placesOf(second)]).size);
  const marked = (await chunksIn(second)).filter(({ reliefM }) => reliefM.every((relief) => relief === 0));
  expect(marked).toHaveLength(1);
});

test('a layer is listed with the lattice around all its embedded chunks', async () => {
  const [a, b] = [chunkRangeOf(first.lattice), chunkRangeOf(second.lattice)];
  const columns = Math.max(a.column + a.columns, b.column + b.columns) - Math.min(a.column, b.column);
  const rows = Math.max(a.row + a.rows, b.row + b.rows) - Math.min(a.row, b.row);
  const [listed, ...others] = await listLayers(engine.current.project.database);
  expect(others).toEqual([]);
  expect(listed).toMatchObject({ columns: 64 * columns, rows: 64 * rows, radiusM: 240, stepM: 60 });
  const patches = async (layer: EmbeddingLayer): Promise<number> =>
    (await chunksIn(layer)).reduce((sum, { scale }) => sum + scale.filter((s) => !Number.isNaN(s)).length, 0);
  expect(listed?.embedded).toBeGreaterThan(await patches(second));
  const stored = await engine.current.project.database.get(
    count,
    'SELECT sum(patches) AS n FROM layer_chunks',
  );
  expect(listed?.embedded).toBe(stored?.n);
});

test('chunks hold the embeddings of their places, and nothing where there is no patch', async () => {
  const { compute, database } = engine.current.project;
  const chunks = await chunksIn(second);
  const [chunk] = chunks.filter(({ scale }) => scale.some(Number.isNaN));
  if (chunk === undefined) throw new Error('The box reaches over the edge of the DTM.');
  const { embeddings, valid } = await compute.encoders.embedLocations({
    encoder: await encoderWeights(database, 1),
    terrain: await engine.current.project.terrainSources(),
    locations: locationsOfChunk(second.lattice, chunk.chunkColumn, chunk.chunkRow),
    radiusM: 240,
    copies: 1,
  });
  expect(Uint8Array.from(chunk.scale, (scale) => (Number.isNaN(scale) ? 0 : 1))).toEqual(valid);
  const cells = [...valid.keys()].filter((cell) => valid[cell] === 1);
  const decoded = decodeRows(second.rotation, chunk, cells);
  const { size } = second;
  for (const [row, cell] of cells.entries()) {
    let squared = 0;
    for (let i = 0; i < size; i++)
      squared += ((decoded[row * size + i] ?? NaN) - (embeddings[cell * size + i] ?? NaN)) ** 2;
    expect(Math.sqrt(squared)).toBeLessThanOrEqual(chunk.error[cell] ?? NaN);
  }
  // Chunks without any patch are known to have none, and not read.
  expect(chunks.length).toBeLessThan(placesOf(second).length);
  expect(await store().missing(second)).toEqual([]);
});

test('of two chunks at one place the first is kept', async () => {
  const [chunk] = await chunksIn(second);
  if (chunk === undefined) throw new Error('There is a chunk.');
  const before = await storedCount();
  await store().put(second, { ...chunk, scale: new Float32Array(4096).fill(7) });
  expect(await storedCount()).toBe(before);
  expect((await chunksIn(second))[0]?.scale).toEqual(chunk.scale);
});

test('a layer started twice has one rotation', async () => {
  const { key } = await encoderWeights(engine.current.project.database, 1);
  const layerKey = { encoderKey: key, terrainKey: 'other', radiusM: 240, crsCode: 'EPSG:32632', stepM: 60 };
  const rotation = { mean: new Float32Array(20), axes: new Float32Array(16 * 20).fill(1) };
  const begun = await store().begin(layerKey, second.lattice, rotation);
  const again = await store().begin(layerKey, second.lattice, second.rotation);
  expect(again).toEqual(begun);
  expect(again.rotation).toEqual(rotation);
  expect(await store().find({ ...layerKey, stepM: 61 }, second.lattice)).toBeNull();
});

test('embedded chunks are kept when the next one fails, and the rest follows later', async () => {
  const layer = await store().begin(
    {
      encoderKey: (await encoderWeights(engine.current.project.database, 1)).key,
      terrainKey: 'stopped',
      radiusM: 240,
      crsCode: second.lattice.crsCode,
      stepM: 60,
    },
    second.lattice,
    second.rotation,
  );
  const [chunk] = await chunksIn(second);
  const asked: number[] = [];
  const embed = (failsAt: number) =>
    async function* (chunks: [number, number][]): AsyncGenerator<LayerChunk> {
      asked.push(chunks.length);
      for (const [index, [chunkColumn, chunkRow]] of chunks.entries()) {
        if (index === failsAt) throw new Error('Stopped.');
        await Promise.resolve();
        if (chunk !== undefined) yield { ...chunk, chunkColumn, chunkRow };
      }
    };
  const all = chunksOf(layer.lattice).length;
  const told: number[] = [];
  const embedAll = async (failsAt: number): Promise<void> => {
    for await (const { done } of embedChunks(store(), layer, chunksOf(layer.lattice), embed(failsAt)))
      told.push(done);
  };
  await expect(embedAll(3)).rejects.toThrow('Stopped.');
  await embedAll(Infinity);
  await embedAll(Infinity);
  expect(asked).toEqual([all, all - 3]);
  expect(told).toEqual([0, 1, 2, 3, ...Array.from({ length: all - 2 }, (_, i) => 3 + i)]);
});

test('layers of older versions stay in the backup, their space is freed, and they are embedded again', async () => {
  await engine.close();
  const older = await Connection.open(path, 'write');
  // 8 chunks of 128 Float32 values.
  await older.script(`${beforeShapes} ${oldLayers(7)}
    INSERT INTO layers (id, encoder_id, radius_m, lattice, terrain_key, embedded, complete)
      VALUES (1, 1, 240, '{}', '', 4096, 1);
    WITH RECURSIVE rows (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM rows WHERE i < 7)
      INSERT INTO layer_chunks SELECT 1, i, 0, randomblob(4096 * 128 * 4), zeroblob(4096), NULL FROM rows;
    PRAGMA user_version = 7;`);
  await older.close();
  const before = statSync(path).size;
  await engine.open(path);
  const { project } = engine.current;
  expect(await listLayers(project.database)).toEqual([]);
  const info = await project.info();
  expect(info).toMatchObject({ upgraded: { from: 7, backup: `${path}.v7.backup` } });
  expect(before - statSync(path).size).toBeGreaterThan(8 * 4096 * 128 * 4);
  const backup = await Connection.open(`${path}.v7.backup`, 'read');
  expect(await backup.get(count, 'SELECT count(*) AS n FROM layer_chunks')).toEqual({ n: 8 });
  await backup.close();
  const anew = await layerIn(west);
  expect(anew.rotation).toEqual(first.rotation);
  expect(await storedCount()).toBe(placesOf(anew).length);
});

test('a freed layer gives its room back, and is embedded again when it is needed', async () => {
  const { project, tasks } = engine.current;
  const [layer] = (await listLayers(project.database)).filter(({ embedded }) => embedded > 0);
  if (layer === undefined) throw new Error('There is a layer.');
  const stored = await chunksIn(first);
  /** The file with the log of what is not yet in it. */
  const size = (): number => statSync(path).size + statSync(`${path}-wal`).size;
  const before = size();
  await freeLayers(project, [layer.id], tasks.list());
  expect((await listLayers(project.database)).map(({ id }) => id)).not.toContain(layer.id);
  // SQLite's pages are not filled to the last byte.
  expect(before - size()).toBeGreaterThan(0.9 * layer.bytes);
  const again = await layerIn(west);
  expect(await chunksIn(again)).toEqual(stored);
});
