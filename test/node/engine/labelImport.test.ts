import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { taskSpec, type TaskSpecInput } from '../../../src/shared/task';
import type { LabelImportReport } from '../../../src/shared/taskResult';
import { readLabels } from '../../../src/main/engine/labels/readLabels';
import { fixture, temporaryFolder } from './folder';
import { head, millionNodes, writeLongFile } from './osmBlocks';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);

beforeAll(async () => {
  await engine.create(join(folder, 'labels.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
});
afterAll(close);

type ImportLabels = Extract<TaskSpecInput, { kind: 'import-labels' }>;

const importOf = (path: string, classId: string): ImportLabels => ({
  kind: 'import-labels',
  path,
  classIds: [classId],
});
const count = async (): Promise<number> =>
  (await handlersOf(engine).labels.list(undefined, never())).ids.length;

test('existing labels are not added again', async () => {
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

test('a map file without the class is not taken as a list of its places', async () => {
  const before = await count();
  const task = await run(importOf(fixture('osm', 'small.osm.pbf'), 'sinkhole'));
  expect(task.error).toContain(
    'small.osm.pbf holds nothing tagged as sinkhole. It holds natural=peak (20), amenity=bench (6), natural=cliff (4)',
  );
  expect(await count()).toBe(before);
});

test('a list of places is imported whole', async () => {
  const path = join(folder, 'list.geojson');
  const features = [9.51, 9.52].map((lon) => ({
    type: 'Feature',
    properties: { name: 'Loch' },
    geometry: { type: 'Point', coordinates: [lon, 47.15] },
  }));
  writeFileSync(path, JSON.stringify({ features, type: 'FeatureCollection' }));
  expect((await run(importOf(path, 'sinkhole'))).result).toMatchObject({ report: { added: 2 } });
});

test('a reader that crashes fails its import and nothing else', async () => {
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
    // A million features would take several times as much.
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
  const taskId = engine.current.start(taskSpec.parse(importOf(path, 'peak')));
  const ended = await engine.current.waitFor(
    taskId,
    ({ unit, done }) => {
      if (unit === 'bytes' && done > 0) engine.current.tasks.cancel(taskId);
    },
    never(),
  );
  expect(ended.state).toBe('cancelled');
  expect(await count()).toBe(before);
});

describe('an import reports what it added', () => {
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const reportOf = async (spec: TaskSpecInput): Promise<LabelImportReport> => {
    const task = await run(spec);
    if (task.result?.kind !== 'labels') throw new Error(task.error ?? 'No report.');
    return task.result.report;
  };

  test('a file with a column of kinds is never imported whole, and the kinds name the classes', async () => {
    // Geofabrik's columns: osm_id, code, fclass, name.
    const path = write(
      'natural.csv',
      'osm_id,code,fclass,name,lon,lat\n1,4111,peak,A,9.511,47.121\n2,4121,tree,,9.512,47.122\n3,4112,cave_entrance,,9.513,47.123\n4,4111,peak,B,9.514,\n',
    );
    expect(await reportOf(importOf(path, 'peak'))).toMatchObject({
      added: 1,
      leftOut: [
        { reason: 'of other kinds', count: 2 },
        { reason: 'without a geometry', count: 1 },
      ],
      holds: [
        { kind: 'fclass=peak', count: 2 },
        { kind: 'fclass=cave_entrance', count: 1 },
        { kind: 'fclass=tree', count: 1 },
      ],
    });
    expect(await reportOf(importOf(path, 'cave-entrance'))).toMatchObject({ added: 1 });
    expect((await run(importOf(path, 'river'))).error).toBe(
      'natural.csv holds nothing tagged as river. It holds fclass=peak (2), fclass=cave_entrance (1), fclass=tree (1). ' +
        'To import some of them as rivers, choose them by an attribute, or import everything: in the dialog, or with --where key=value or --everything.',
    );
    expect(await reportOf({ ...importOf(path, 'waterfall'), everything: true })).toMatchObject({ added: 3 });
    const where = { fclass: ['tree'] };
    expect(await reportOf({ ...importOf(path, 'saddle'), where })).toMatchObject({ added: 1 });
  });

  test('GPX symbols name classes by their own vocabulary', async () => {
    const points = ['Summit', 'Flag, Blue', 'Bench'].map(
      (sym, i) => `<wpt lat="47.14" lon="9.55${i}"><sym>${sym}</sym></wpt>`,
    );
    const path = write('marks.gpx', `<gpx version="1.1" creator="hand">${points.join('')}</gpx>`);
    expect(await reportOf(importOf(path, 'peak'))).toMatchObject({ added: 1 });
  });

  test('exported labels keep their sign and identity', async () => {
    const rows = [
      'peak,1,osm,node/901,9.521,47.131',
      'peak,0,hand,,9.522,47.132',
      'saddle,1,hand,,9.523,47.133',
    ];
    const path = write(
      'labels.csv',
      `class,positive,source,source_ref,lon_deg,lat_deg\n${rows.join('\n')}\n`,
    );
    const before = await handlersOf(engine).labels.list(undefined, never());
    expect(await reportOf({ ...importOf(path, 'peak'), classIds: ['peak', 'saddle'] })).toMatchObject({
      added: 3,
      byClass: { peak: 2, saddle: 1 },
    });
    const { positive } = await handlersOf(engine).labels.list(undefined, never());
    expect([...positive.slice(before.ids.length)]).toEqual([1, 0, 1]);
    expect(await reportOf(importOf(path, 'peak'))).toMatchObject({ added: 0, duplicates: 2 });
  });

  test('a table in projected coordinates asks for the system', async () => {
    const path = write('swiss.csv', 'name;E;N\na;2760000,5;1223000\n');
    expect(await run(importOf(path, 'sinkhole'))).toMatchObject({
      errorCode: 'crs-missing',
      error: expect.stringMatching(/^swiss\.csv does not say which coordinate system/) as string,
    });
    // 9.5463 E, 47.1403 N by PROJ 9.5 (cs2cs EPSG:2056 EPSG:4326).
    expect(await reportOf({ ...importOf(path, 'sinkhole'), crs: 'EPSG:2056' })).toMatchObject({ added: 1 });
    const columns = { x: 'E', y: 'Nord' };
    expect((await run({ ...importOf(path, 'sinkhole'), columns })).error).toBe(
      'swiss.csv has no column "Nord". It has: name, E, N.',
    );
  });

  test('swapped coordinates are reported', async () => {
    const path = write('swapped.csv', 'lon,lat\n47.14,9.52\n47.15,9.53\n');
    expect((await run(importOf(path, 'sinkhole'))).error).toContain('longitude and latitude exchanged');
  });

  test('a long table is read to its end', async () => {
    const lines = Array.from({ length: 12_345 }, (_, i) => `"p ""${i}""\n",${9.5 + i * 1e-5},47.16`);
    const path = write('long.csv', `name,lon,lat\r\n${lines.join('\r\n')}`);
    expect(await reportOf(importOf(path, 'waterfall'))).toMatchObject({ added: 12_345 });
  });

  test('a file is previewed first', async () => {
    const preview = await handlersOf(engine).labels.inspect(
      { path: fixture('field', 'peaks.gpkg') },
      never(),
    );
    expect(preview).toMatchObject({
      format: { id: 'gpkg', name: 'GeoPackage' },
      layers: ['places'],
      layer: 'places',
      crs: { code: 'EPSG:2056' },
      counts: { points: 4, lines: 0, polygons: 0, without: 0 },
      classes: [{ classId: 'peak', count: 3 }],
      isList: false,
      table: null,
      complete: true,
    });
    expect(preview.fields.find(({ name }) => name === 'kind')).toEqual({
      name: 'kind',
      type: 'text',
      values: [
        { value: 'peak', count: 3 },
        { value: 'tree', count: 1 },
      ],
    });
    expect(preview.rows[0]?.lonDeg).toBeCloseTo(9.52, 5);
    expect(preview.places).toHaveLength(8);
    const table = await handlersOf(engine).labels.inspect({ path: join(folder, 'swiss.csv') }, never());
    expect(table).toMatchObject({
      crs: null,
      table: { columns: ['name', 'E', 'N'], places: { x: 'E', y: 'N' } },
      rows: [{ values: ['a', '2760000,5', '1223000'], geometry: 'point', lonDeg: null, latDeg: null }],
    });
    expect(table.places).toHaveLength(0);
    const map = await handlersOf(engine).labels.inspect({ path: fixture('osm', 'small.osm.pbf') }, never());
    expect(map).toMatchObject({ format: { id: 'osm-pbf' }, counts: { points: 26, lines: 6 }, isList: false });
  });
});
