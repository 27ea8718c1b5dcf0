import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { encoderWeights } from '../../../../src/main/engine/encoders/encoders';
import { handlersOf } from '../../../../src/main/engine/handlers';
import { awayFrom } from '../../../../src/main/layers/search/awayFrom';
import { retrieval, type Retrieval } from '../../../../src/shared/contract/retrievals';
import { lonLatPairs, type LonLat } from '../../../../src/shared/geo/lonLat';
import { distanceM } from '../../../../src/main/terrain/geo/distance';
import { latticeForBox, locationsOfCells, wholeChunks } from '../../../../src/main/terrain/geo/lattice';
import { fixture, temporaryFolder } from '../folder';
import { never, startEngine } from '../workbench';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);
const radiusM = 240;
const box = { westDeg: 9.58, southDeg: 47.04, eastDeg: 9.66, northDeg: 47.09 };
const example = { lonDeg: 9.62, latDeg: 47.07 };
const k = 20;

/** Embeddings of places as they are, and of their eight copies. */
async function embed(places: readonly LonLat[], copies: 1 | 8): Promise<Float32Array[]> {
  const { project } = engine.current;
  const [encoder] = (await handlers.encoders.list(undefined, never())).filter(({ isDefault }) => isDefault);
  const { embeddings, valid } = await project.compute.encoders.embedLocations(
    {
      encoder: await encoderWeights(project.database, encoder?.id ?? NaN),
      terrain: await project.terrainSources(),
      locations: lonLatPairs(places),
      radiusM,
      copies,
    },
    never(),
  );
  const size = embeddings.length / valid.length / copies;
  return Array.from({ length: places.length * copies }, (_, at) =>
    valid[Math.floor(at / copies)] === 1
      ? embeddings.slice(at * size, (at + 1) * size)
      : new Float32Array(size).fill(NaN),
  );
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.hypot(...Array.from(a, (value, i) => value - (b[i] ?? NaN)));

async function search(unlike: LonLat[]): Promise<Retrieval> {
  const { result } = await run({ kind: 'retrieve', locations: [example], unlike, radiusM, k, box });
  const retrievalId = result?.kind === 'retrieval' ? result.retrievalId : NaN;
  const found = (await handlers.retrievals.list(undefined, never())).find(({ id }) => id === retrievalId);
  return retrieval.parse(found);
}

/** All cells around the box, each with its patch embedded; NaN where there is none. */
async function embedCells(): Promise<(LonLat & { embedding: Float32Array | undefined })[]> {
  const lattice = wholeChunks(latticeForBox(box, radiusM / 2));
  const cells = Array.from({ length: lattice.columns * lattice.rows }, (_, cell) => cell);
  const pairs = locationsOfCells(
    lattice,
    cells.map((cell) => cell % lattice.columns),
    cells.map((cell) => Math.floor(cell / lattice.columns)),
  );
  const places = cells.map((cell) => ({
    lonDeg: pairs[2 * cell] ?? NaN,
    latDeg: pairs[2 * cell + 1] ?? NaN,
  }));
  const embeddings = await embed(places, 1);
  return places.map((place, cell) => ({ ...place, embedding: embeddings[cell] }));
}

let cells: Awaited<ReturnType<typeof embedCells>> = [];

/** Cells with their distances to the nearest query, nearest first. */
const ranked = (queries: readonly ArrayLike<number>[]): (LonLat & { distance: number })[] =>
  cells
    .map(({ embedding = [], ...place }) => ({
      ...place,
      distance: Math.min(...queries.map((query) => distance(embedding, query))),
    }))
    .filter((place) => !Number.isNaN(place.distance))
    .sort((a, b) => a.distance - b.distance);

beforeAll(async () => {
  await engine.create(join(folder, 'unlike.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  cells = await embedCells();
});
afterAll(close);

test('look-alikes that are not like some of the first are those of a scan of all cells', async () => {
  const first = await search([]);
  const unlike = first.hits.slice(0, 3).map(({ lonDeg, latDeg }) => ({ lonDeg, latDeg }));
  const { id: retrievalId, hits, unlike: kept } = await search(unlike);
  expect(kept).toEqual(unlike);

  // q + (q - mean of what is unlike) / 2, for each copy of the example the nearest copy of each.
  const asked = await embed([example], 8);
  const others = await embed(unlike, 8);
  const queries = asked.map((query) => {
    const nearest = [0, 1, 2].map(
      (other) =>
        [...others.slice(8 * other, 8 * other + 8)].sort(
          (a, b) => distance(a, query) - distance(b, query),
        )[0],
    );
    return Array.from(
      query,
      (value, i) => value + 0.5 * (value - nearest.reduce((sum, one) => sum + (one?.[i] ?? NaN), 0) / 3),
    );
  });
  const wanted: (LonLat & { distance: number })[] = [];
  for (const cell of ranked(queries)) {
    const isInBox =
      cell.lonDeg >= box.westDeg &&
      cell.lonDeg <= box.eastDeg &&
      cell.latDeg >= box.southDeg &&
      cell.latDeg <= box.northDeg;
    const isFree = [example, ...unlike, ...wanted].every(
      (place) => distanceM(place.lonDeg, place.latDeg, cell.lonDeg, cell.latDeg) >= radiusM,
    );
    if (isInBox && isFree) wanted.push(cell);
    if (wanted.length === k) break;
  }
  for (const [rank, hit] of hits.entries()) {
    expect(Math.abs(hit.distance - (wanted[rank]?.distance ?? NaN))).toBeLessThan(1e-4);
    expect([hit.lonDeg, hit.latDeg]).toEqual([wanted[rank]?.lonDeg, wanted[rank]?.latDeg]);
  }
  expect(hits).not.toEqual(first.hits);

  // What it was not to be like stays with the file.
  const path = join(folder, 'hits.geojson');
  await handlers.exports.points({ source: { kind: 'retrieval', retrievalId }, path }, never());
  const written = z.object({ provenance: z.object({ not_like: z.array(z.array(z.number())) }) });
  expect(written.parse(JSON.parse(readFileSync(path, 'utf8'))).provenance.not_like).toEqual(
    unlike.map(({ lonDeg, latDeg }) => [lonDeg, latDeg]),
  );
});

test('every stored place says how alike it is, within what storing it may have moved it', async () => {
  const { id: retrievalId } = await search([]);
  const all = await handlers.retrievals.distances({ retrievalId, radiusM }, never());
  const exact = ranked(await embed([example], 8));
  expect(all.length).toBe(exact.length);
  expect([...all]).toEqual([...all].sort((a, b) => a - b));
  // Eight bits and 32 of 128 axes keep all but a small share of a distance.
  const spread = (exact.at(-1)?.distance ?? NaN) - (exact[0]?.distance ?? NaN);
  for (const [rank, { distance: wanted }] of exact.entries())
    expect(Math.abs((all[rank] ?? NaN) - wanted)).toBeLessThan(0.05 * spread);

  const half = { ...box, eastDeg: example.lonDeg };
  const inHalf = await handlers.retrievals.distances({ retrievalId, radiusM, box: half }, never());
  expect(inHalf.length).toBe(
    exact.filter(
      ({ lonDeg, latDeg }) =>
        lonDeg >= half.westDeg &&
        lonDeg <= half.eastDeg &&
        latDeg >= half.southDeg &&
        latDeg <= half.northDeg,
    ).length,
  );

  // The tile that the example lies in, at the pixel of the example: it is as alike as can be.
  const across = ((example.lonDeg + 180) / 360) * 2 ** 13;
  const down = ((1 - Math.asinh(Math.tan((example.latDeg * Math.PI) / 180)) / Math.PI) / 2) * 2 ** 13;
  const address = { z: 13, x: Math.floor(across), y: Math.floor(down) };
  const tile = await handlers.retrievals.tile({ retrievalId, radiusM, ...address }, never());
  const there = tile?.[Math.floor((down % 1) * 256) * 256 + Math.floor((across % 1) * 256)] ?? NaN;
  expect(there).toBeLessThan(all[Math.floor(all.length / 100)] ?? NaN);

  const layers = await handlers.encoders.layers(undefined, never());
  await handlers.encoders.freeLayers({ layerIds: layers.map(({ id }) => id) }, never());
  await expect(handlers.retrievals.distances({ retrievalId, radiusM }, never())).rejects.toThrow(
    /no stored embeddings at 240 m/,
  );
});

describe('moving away', () => {
  it('moves by half of the distance to the mean of the others', () => {
    const [moved] = awayFrom([Float32Array.of(4, 0)], [[Float32Array.of(0, 0)], [Float32Array.of(2, 2)]]);
    expect([...(moved ?? [])]).toEqual([5.5, -0.5]);
  });

  it('does not depend on where the origin is, and counts the nearest copy of an example', () => {
    const vector = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(vector, vector, vector, vector, (query, near, far, shift) => {
        const copies = [near, far];
        const nearest = distance(query, near) <= distance(query, far) ? near : far;
        const [moved = []] = awayFrom(
          [Float32Array.from(query, (value, i) => value + (shift[i] ?? NaN))],
          [copies.map((copy) => Float32Array.from(copy, (value, i) => value + (shift[i] ?? NaN)))],
        );
        expect([...moved].map((value, i) => value - (shift[i] ?? NaN))).toEqual(
          query.map((value, i) => value + (value - (nearest[i] ?? NaN)) / 2),
        );
      }),
    );
  });
});
