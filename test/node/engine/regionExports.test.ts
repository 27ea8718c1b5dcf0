import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { polygonContains } from '../../../src/shared/geo/lonLat';
import { regionOfRings } from '../../../src/shared/geo/region';
import { listLayers } from '../../../src/main/engine/layers/layers';
import { openDtm } from '../../../src/main/terrain/dtm/openDtm';
import { projectionOf } from '../../../src/main/terrain/geo/projection';
import { ExportProject } from './exportProject';
import { temporaryFolder } from './folder';
import { never } from './workbench';

const folder = temporaryFolder();
const project = new ExportProject(folder);
const { handlers, started } = project;

/** A triangle in the corner that detections were looked for in. */
const corners = [
  { lonDeg: 9.545, latDeg: 47.085 },
  { lonDeg: 9.595, latDeg: 47.085 },
  { lonDeg: 9.57, latDeg: 47.125 },
];
const region = regionOfRings([corners.flatMap(({ lonDeg, latDeg }) => [lonDeg, latDeg])]);
const isInside = ([lonDeg = NaN, latDeg = NaN]: readonly number[]): boolean =>
  polygonContains(corners, lonDeg, latDeg);

const collection = z.object({
  provenance: z.object({ region: z.array(z.number()) }),
  features: z.array(
    z.object({
      geometry: z.object({ type: z.string(), coordinates: z.array(z.unknown()) }),
      properties: z.record(z.string(), z.unknown()),
    }),
  ),
});

const points = (path: string) => collection.parse(JSON.parse(readFileSync(path, 'utf8')));

test('look-alikes in a region are written alone, and the file names the region', async () => {
  // The run of this project may be empty; look-alikes are as many as were asked for.
  const done = await started.run({
    ...{ kind: 'retrieve', locations: [{ lonDeg: 9.573, latDeg: 47.1 }], radiusM: 240, k: 12 },
    box: { westDeg: 9.54, southDeg: 47.08, eastDeg: 9.6, northDeg: 47.13 },
  });
  if (done.result?.kind !== 'retrieval') throw new Error(done.error ?? 'Nothing was retrieved.');
  const { retrievalId } = done.result;
  const all = (await handlers.retrievals.list(undefined, never())).find(({ id }) => id === retrievalId);
  const lons = (all?.hits ?? []).map(({ lonDeg }) => lonDeg).sort((one, other) => one - other);
  const [west = NaN, next = NaN] = lons;
  const box = { westDeg: 9, southDeg: 47, eastDeg: (west + next) / 2, northDeg: 48 };
  const path = join(folder, 'part.geojson');
  const source = { kind: 'retrieval', retrievalId } as const;
  expect(await handlers.exports.points({ source, path, region: box }, never())).toBe(1);
  const { features, provenance } = points(path);
  expect(features.map(({ geometry }) => Number(geometry.coordinates[0]))).toEqual([expect.closeTo(west, 6)]);
  expect(provenance.region).toEqual([9, 47, box.eastDeg, 48]);
  const run = { kind: 'run', runId: project.detected.id } as const;
  const { length } = (await handlers.detections.list({ runId: project.detected.id }, never())).lonDeg;
  expect(await handlers.exports.points({ source: run, path, region: { ...box, eastDeg: 10 } }, never())).toBe(
    length,
  );
});

test('labels in a region are written with the areas that any of them were sampled in', async () => {
  const ring = (west: number): Float64Array =>
    Float64Array.of(west, 47.09, west + 0.01, 47.09, west + 0.01, 47.1, west, 47.1);
  const add = async (west: number): Promise<number> =>
    handlers.labels.addArea({ classId: 'peak', positive: false, rings: [ring(west)], places: 5 }, never());
  const [inside] = [await add(9.565), await add(9.62)];
  const path = join(folder, 'labels.geojson');
  await handlers.exports.points({ source: { kind: 'labels' }, path, region }, never());
  const { features } = points(path);
  const areas = features.filter(({ geometry }) => geometry.type !== 'Point');
  expect(areas).toHaveLength(1);
  const labels = features.filter(({ geometry }) => geometry.type === 'Point');
  expect(labels.filter(({ properties }) => properties.area === inside)).toHaveLength(5);
  for (const { geometry } of labels)
    expect(isInside(z.array(z.number()).parse(geometry.coordinates)), String(geometry.coordinates)).toBe(
      true,
    );
});

test('embeddings in a region are those of the whole layer, over the cells that it covers', async () => {
  const [layer] = await listLayers(started.engine.current.project.database);
  if (layer === undefined) throw new Error('Nothing was embedded.');
  const write = async (name: string, box?: typeof region) => {
    const path = join(folder, name);
    const done = await started.run({ kind: 'export-embeddings', layerId: layer.id, path, box });
    expect(done.error).toBeNull();
    return openDtm(path, { band: 0 });
  };
  const whole = await write('whole.tif');
  const part = await write('part.tif', region);
  try {
    const { width, height, originX, originY, pixelWidth, crs } = part.metadata;
    expect(width * height).toBeLessThan((whole.metadata.width * whole.metadata.height) / 2);
    const column = Math.round((originX - whole.metadata.originX) / pixelWidth);
    const row = Math.round((whole.metadata.originY - originY) / pixelWidth);
    const all = await whole.read(column, row, width, height);
    const some = await part.read(0, 0, width, height);
    const { inverse } = projectionOf(crs);
    const counts = { kept: 0, left: 0 };
    for (const [cell, value] of some.entries()) {
      const at = [(cell % width) + 0.5, Math.floor(cell / width) + 0.5] as const;
      const place = inverse(originX + at[0] * pixelWidth, originY - at[1] * pixelWidth);
      expect(value).toEqual(isInside(place) ? all[cell] : NaN);
      counts[isInside(place) ? 'kept' : 'left'] += 1;
    }
    expect(counts.kept).toBeGreaterThan(100);
    expect(counts.left).toBeGreaterThan(100);
  } finally {
    await whole.close();
    await part.close();
  }
  const beside = { westDeg: 20, southDeg: 47, eastDeg: 21, northDeg: 48 };
  const refused = await started.run({
    ...{ kind: 'export-embeddings', layerId: layer.id, path: join(folder, 'no.tif'), box: beside },
  });
  expect(refused).toMatchObject({ state: 'failed', errorCode: 'outside-terrain' });
});
