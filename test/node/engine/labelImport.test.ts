import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { taskSpec, type TaskSpecInput } from '../../../src/shared/task';
import { readLabels } from '../../../src/main/engine/labels/readLabels';
import { fixture, temporaryFolder } from './folder';
import { head, millionNodes, writeLongFile } from './osmBlocks';
import { never, startEngine } from './workbench';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);

beforeAll(async () => {
  await engine.create(join(folder, 'labels.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
});
afterAll(close);

const importOf = (path: string, classId: string): TaskSpecInput => ({
  kind: 'import-labels',
  path,
  classIds: [classId],
});
const count = async (): Promise<number> => (await engine.handlers.labels.list(undefined, never())).ids.length;

test('what is there already is not added again', async () => {
  const file = fixture('osm', 'small.osm.pbf');
  const first = await run(importOf(file, 'peak'));
  expect(first.result).toMatchObject({ report: { added: 20, duplicates: 0, outside: 0 } });
  const second = await run(importOf(file, 'peak'));
  expect(second.result).toMatchObject({ report: { added: 0, duplicates: 20, outside: 0, byClass: {} } });
  // The same place under another name, and another place under the same name.
  const feature = (id: string, lon: number): unknown => ({
    type: 'Feature',
    id,
    properties: { natural: 'peak' },
    geometry: { type: 'Point', coordinates: [lon, 47.106] },
  });
  const features = [
    feature('node/1', 9.506),
    feature('node/66', 9.55),
    feature('node/2', 9.5),
    feature('node/3', 8),
  ];
  const path = join(folder, 'again.geojson');
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }));
  const third = await run(importOf(path, 'peak'));
  expect(third.result).toMatchObject({
    report: { added: 1, duplicates: 2, outside: 1, byClass: { peak: 1 } },
  });
});

test('a map without the class is no list of its places', async () => {
  const before = await count();
  const task = await run(importOf(fixture('osm', 'small.osm.pbf'), 'sinkhole'));
  expect(task.error).toContain(
    'small.osm.pbf holds nothing tagged as sinkhole. It holds natural=peak (20), amenity=bench (6), natural=cliff (4)',
  );
  expect(await count()).toBe(before);
});

test('a list of places is taken whole', async () => {
  const path = join(folder, 'list.geojson');
  const features = [9.51, 9.52].map((lon) => ({
    type: 'Feature',
    properties: { name: 'Loch' },
    geometry: { type: 'Point', coordinates: [lon, 47.15] },
  }));
  writeFileSync(path, JSON.stringify({ features, type: 'FeatureCollection' }));
  expect((await run(importOf(path, 'sinkhole'))).result).toMatchObject({ report: { added: 2 } });
});

test('a reader that dies fails its import, and nothing else', async () => {
  const path = join(folder, 'full.osm.pbf');
  writeFileSync(path, Buffer.concat([head, millionNodes('natural', 'peak')]));
  const source = { kind: 'file', name: 'full.osm.pbf', path } as const;
  const filter = { natural: ['peak'] };
  const reading = readLabels(
    {
      source,
      choice: {},
      take: 'kinds',
      classes: [{ id: 'peak', name: 'Peak', geometry: 'point', filter }],
      intervalM: 100,
    },
    () => undefined,
    never(),
    // A million features take several times as much.
    64,
  );
  await expect(reading).rejects.toMatchObject({
    code: 'unsupported-file',
    message: expect.stringMatching(
      /^full\.osm\.pbf could not be read \(.*memory.*\)\. Nothing was imported\./,
    ) as string,
  });
  expect((await run(importOf(fixture('osm', 'small.osm.pbf'), 'cliff'))).state).toBe('done');
});

test('an import is cancelled while its file is read', async () => {
  const path = join(folder, 'long.osm.pbf');
  writeLongFile(path);
  const before = await count();
  const taskId = await engine.startTask(taskSpec.parse(importOf(path, 'peak')));
  const ended = await engine.waitForTask(
    taskId,
    ({ unit, done }) => {
      if (unit === 'bytes' && done > 0) engine.current.tasks.cancel(taskId);
    },
    never(),
  );
  expect(ended.state).toBe('cancelled');
  expect(await count()).toBe(before);
});
