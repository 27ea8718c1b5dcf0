import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

/** Files that were made by GDAL, osmium, Overpass, geopandas and by hand, with what they hold (`fixtures/SOURCES.md`). */
const expected = z
  .object({
    labels: z.record(
      z.string(),
      z.object({
        cls: z.string(),
        labels: z.number(),
        where: z.string().optional(),
        at: z.array(z.tuple([z.number(), z.number()])).optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(fixture('field', 'expected.json'), 'utf8'))).labels;

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);

beforeAll(async () => {
  await engine.create(join(folder, 'fields.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
});
afterEach(async () => {
  const { ids } = await handlersOf(engine).labels.list(undefined, never());
  if (ids.length > 0) await handlersOf(engine).labels.remove({ ids: [...ids] }, never());
});
afterAll(close);

describe('label files of many programs', () => {
  test.each(Object.entries(expected))('%s', async (names, { cls, labels, where, at = [] }) => {
    const [key = '', value = ''] = (where ?? '').split('=');
    for (const name of names.split(' + ')) {
      const task = await run({
        kind: 'import-labels',
        path: fixture('field', name),
        classIds: [cls],
        ...(where === undefined ? {} : { where: { [key]: [value] } }),
      });
      if (labels === 0) expect(task.error).toContain(`${name} holds nothing tagged as ${cls}. It holds `);
      else expect(task.error).toBeNull();
    }
    const { lonDeg, latDeg, ids } = await handlersOf(engine).labels.list(undefined, never());
    expect(ids).toHaveLength(labels);
    const places = Array.from(lonDeg, (lon, i) => [lon, latDeg[i] ?? NaN]);
    for (const [lon, lat] of at) {
      const nearest = Math.min(...places.map(([x = 0, y = 0]) => Math.hypot(x - lon, y - lat)));
      expect(nearest).toBeLessThan(1e-5);
    }
  });
});

test('a true/false column of a GeoPackage is selected by true', async () => {
  const task = await run({
    kind: 'import-labels',
    path: fixture('labels', 'truths.gpkg'),
    classIds: ['peak'],
    where: { flag: ['true'] },
  });
  expect(task.error).toBeNull();
  const { lonDeg } = await handlersOf(engine).labels.list(undefined, never());
  // Of the four places that GDAL wrote, those with true, false, true and null.
  expect([...lonDeg]).toEqual([9.52, 9.55]);
});
