import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Copies } from '../../../../src/shared/contract/compute';
import { encoderWeights } from '../../../../src/main/engine/encoders/encoders';
import { ensureLayer } from '../../../../src/main/engine/layers/layers';
import type { OpenProject } from '../../../../src/main/engine/project/openProject';
import { lookAlikes } from '../../../../src/main/engine/retrieval/lookAlikes';
import type { EmbeddingLayer } from '../../../../src/main/layers/layer';
import { locationsOfCells } from '../../../../src/main/terrain/geo/lattice';
import { fixture, temporaryFolder } from '../folder';
import { never, startEngine } from '../workbench';
import { handlersOf } from '../../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);
const silent = (): void => undefined;
const radiusM = 240;
/** A corner of the mountains, of a few chunks at 120 m, which reaches over the edge of the terrain. */
const corner = { westDeg: 9.58, southDeg: 47.04, eastDeg: 9.66, northDeg: 47.09 };

beforeAll(async () => {
  await engine.create(join(folder, 'look-alikes.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
});
afterAll(close);

/** Embeddings of places, as Float32; rows without a patch are NaN. */
async function embed(project: OpenProject, encoderId: number, locations: Float64Array, copies: Copies) {
  const { embeddings, valid } = await project.compute.encoders.embedLocations(
    {
      encoder: await encoderWeights(project.database, encoderId),
      terrain: await project.terrainSources(),
      locations,
      radiusM,
      copies,
    },
    never(),
  );
  const width = embeddings.length / valid.length;
  for (const [row, exists] of valid.entries())
    if (exists === 0) embeddings.fill(NaN, row * width, (row + 1) * width);
  return embeddings;
}

/** Distances of all cells of a layer to the nearest query, nearest first, of patches that are embedded one and all. */
async function scan(
  project: OpenProject,
  encoderId: number,
  layer: EmbeddingLayer,
  queries: readonly Float32Array[],
) {
  const { columns, rows } = layer.lattice;
  const cells = Array.from({ length: columns * rows }, (_, cell) => cell);
  const locations = locationsOfCells(
    layer.lattice,
    cells.map((cell) => cell % columns),
    cells.map((cell) => Math.floor(cell / columns)),
  );
  const embeddings = await embed(project, encoderId, locations, 1);
  return cells
    .map((cell) => {
      const own = embeddings.subarray(cell * layer.size, (cell + 1) * layer.size);
      const distances = queries.map((query) =>
        Math.sqrt(query.reduce((sum, value, i) => sum + (value - (own[i] ?? NaN)) ** 2, 0)),
      );
      return {
        distance: Math.min(...distances),
        place: [...locations.subarray(2 * cell, 2 * cell + 2)].join(),
      };
    })
    .filter(({ distance }) => !Number.isNaN(distance))
    .sort((a, b) => a.distance - b.distance);
}

test.each([
  ['polar', 1, 300],
  ['topo2vec-4', 8, 100],
] as const)(
  'the cells most like a place are those of a scan of all: %s, %i queries',
  async (name, copies, k) => {
    const project = engine.current.project;
    const encoders = await handlers.encoders.list(undefined, never());
    const encoderId = encoders.find(({ card }) => card.name === name)?.id ?? NaN;
    const layer = await ensureLayer(
      project,
      { encoderId, radiusM, stepM: 120, box: corner },
      silent,
      never(),
    );
    const asked = await embed(project, encoderId, Float64Array.of(9.62, 47.07), copies);
    const queries = Array.from({ length: copies }, (_, copy) =>
      asked.slice(copy * layer.size, (copy + 1) * layer.size),
    );
    const all = await scan(project, encoderId, layer, queries);

    // With data read from the file, and with data in memory.
    for (let time = 0; time < 2; time++) {
      const found = [];
      const search = { encoderId, layers: [layer], queries, expected: k, isOut: () => false };
      for await (const { cell, distance } of lookAlikes(project, search, silent, never())) {
        found.push({ distance, place: `${cell.lonDeg},${cell.latDeg}` });
        if (found.length === k) break;
      }
      const wanted = all.slice(0, k);
      expect(found.map(({ place }) => place).sort()).toEqual(wanted.map(({ place }) => place).sort());
      for (const [rank, { distance }] of found.entries())
        expect(Math.abs(distance - (wanted[rank]?.distance ?? NaN))).toBeLessThan(1e-5 * (1 + distance));
    }

    // More than there are.
    let count = 0;
    const search = { encoderId, layers: [layer], queries, expected: k, isOut: () => false };
    for await (const { distance } of lookAlikes(project, search, silent, never())) {
      expect(Math.abs(distance - (all[count]?.distance ?? NaN))).toBeLessThan(1e-5 * (1 + distance));
      count++;
    }
    expect(count).toBe(all.length);
  },
);
