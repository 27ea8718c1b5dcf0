import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { handlersOf } from '../../../src/main/engine/handlers';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const { labels, project } = handlersOf(engine);

/** Peaks and summits of one file; node/2 is of both kinds in two files. */
const places = (kind: string, ids: readonly number[], file: string): string => {
  const features = ids.map((id) => ({
    type: 'Feature',
    id: `node/${id}`,
    properties: { natural: kind, name: `Place ${id}`, note: 'surveyed by bicycle' },
    geometry: { type: 'Point', coordinates: [9.5 + id / 1000, 47.1] },
  }));
  const path = join(folder, file);
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }));
  return path;
};

beforeAll(async () => {
  await engine.create(join(folder, 'classes.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  await run({ kind: 'import-labels', path: places('peak', [1, 2, 3], 'peaks.geojson'), classIds: ['peak'] });
  await run({
    kind: 'import-labels',
    path: places('saddle', [2, 4], 'saddles.geojson'),
    classIds: ['saddle'],
  });
  await labels.add({ classId: 'saddle', lonDeg: 9.51, latDeg: 47.11, positive: false }, never());
  const box = Float64Array.of(9.52, 47.1, 9.54, 47.1, 9.54, 47.12, 9.52, 47.12);
  await labels.addArea({ classId: 'saddle', positive: true, rings: [box], places: 5 }, never());
});
afterAll(close);

const classes = () => labels.classes(undefined, never());
const countsOf = async (id: string) => {
  const found = (await classes()).find((each) => each.id === id);
  return found === undefined ? null : [found.positives, found.negatives];
};
const heads = async () =>
  (
    await engine.current.project.database.get(
      z.object({ n: z.number() }),
      'SELECT count(*) AS n FROM present_heads',
    )
  )?.n;
const undo = () => project.undo(undefined, never());
const redo = () => project.redo(undefined, never());
const all = async () => {
  const list = await labels.list(undefined, never());
  return Array.from(list.ids, (id, index) => ({
    id,
    classId: list.classIds[list.classIndex[index] ?? 0] ?? '',
    positive: list.positive[index] === 1,
    source: list.source[index],
    checked: list.checked[index] === 1,
    name: list.names[index],
    note: list.notes[index],
  }));
};

test('names of objects are kept with their labels, notes of those who map them are not', async () => {
  expect(
    (await all()).slice(0, 5).map(({ classId, name, note, source }) => [classId, name, note, source]),
  ).toEqual([
    ['peak', 'Place 1', '', 1],
    ['peak', 'Place 2', '', 1],
    ['peak', 'Place 3', '', 1],
    ['saddle', 'Place 2', '', 1],
    ['saddle', 'Place 4', '', 1],
  ]);
});

test('a label without a name gets it when its file is imported again', async () => {
  const [first] = await all();
  await labels.change({ ids: [first?.id ?? 0], change: { what: 'name', name: '' } }, never());
  expect((await all())[0]?.name).toBe('');
  await run({ kind: 'import-labels', path: join(folder, 'peaks.geojson'), classIds: ['peak'] });
  expect((await all())[0]?.name).toBe('Place 1');
  expect(await countsOf('peak')).toEqual([3, 0]);
  await undo();
  await undo();
});

test('a merge moves labels and areas, says what was there already, and is one step', async () => {
  const before = await all();
  await engine.current.project.database.transaction((transaction) =>
    transaction.run(
      `INSERT INTO heads (name, class_id, encoder_id, radius_m, info, model, vectors, coefficients, created_ms)
       SELECT 'saddles', 'saddle', id, 240, '{}', '{}', x'00', x'00', 0 FROM encoders LIMIT 1`,
    ),
  );
  expect(await heads()).toBe(1);
  expect(await countsOf('saddle')).toEqual([7, 1]);
  // Node 2 is a peak already.
  expect(await labels.mergeClasses({ classId: 'saddle', intoId: 'peak', negatives: true }, never())).toEqual({
    moved: 7,
    duplicates: 1,
  });
  expect(await countsOf('saddle')).toBeNull();
  expect(await countsOf('peak')).toEqual([9, 1]);
  expect(await labels.areas(undefined, never())).toMatchObject([{ classId: 'peak', places: 5 }]);
  expect(await heads()).toBe(0);

  expect(await undo()).toBe('Merge class Saddle into Peak');
  expect(await all()).toEqual(before);
  expect(await labels.areas(undefined, never())).toMatchObject([{ classId: 'saddle', places: 5 }]);
  expect(await heads()).toBe(1);
  expect((await classes()).map(({ id }) => id).slice(0, 3)).toEqual(['peak', 'saddle', 'cliff']);

  expect(await redo()).toBe('Merge class Saddle into Peak');
  expect(await countsOf('peak')).toEqual([9, 1]);
  await undo();
});

test('negatives of a merged class can be left out: such a place may be of the other', async () => {
  await labels.mergeClasses({ classId: 'saddle', intoId: 'peak', negatives: false }, never());
  expect(await countsOf('peak')).toEqual([9, 0]);
  await undo();
  expect(await countsOf('saddle')).toEqual([7, 1]);
  await expect(
    labels.mergeClasses({ classId: 'peak', intoId: 'peak', negatives: true }, never()),
  ).rejects.toThrow('Peak cannot be merged into itself.');
});

test('classes are renamed and moved, each as a step of its name', async () => {
  const [peak] = await classes();
  if (peak === undefined) throw new Error('There are no classes.');
  await labels.putClass({ ...peak, name: 'Summit', letter: 'Su', shape: 'pentagon' }, never());
  await labels.moveClass({ classId: 'peak', to: 2 }, never());
  expect((await classes()).slice(0, 4).map(({ id, name }) => [id, name])).toEqual([
    ['saddle', 'Saddle'],
    ['cliff', 'Cliff'],
    ['peak', 'Summit'],
    ['river', 'River'],
  ]);
  // The columns of labels count classes in their order.
  expect((await all())[0]?.classId).toBe('peak');
  expect(await undo()).toBe('Move class Summit');
  expect(await undo()).toBe('Rename class Peak to Summit');
  expect((await classes())[0]).toEqual(peak);
});

test('several labels are changed at once, each change one step', async () => {
  const before = await all();
  const ids = before.slice(0, 3).map(({ id }) => id);
  expect(await labels.change({ ids, change: { what: 'note', note: ' seen in 2024 ' } }, never())).toEqual({
    moved: 3,
    duplicates: 0,
  });
  expect((await all()).slice(0, 3).map(({ note }) => note)).toEqual([
    'seen in 2024',
    'seen in 2024',
    'seen in 2024',
  ]);
  await labels.change({ ids, change: { what: 'sign', positive: false } }, never());
  expect(await countsOf('peak')).toEqual([0, 3]);
  expect((await all()).filter(({ checked }) => checked).map(({ id }) => id)).toEqual(ids);
  // Node 2 is a saddle already.
  expect(await labels.change({ ids, change: { what: 'class', classId: 'saddle' } }, never())).toEqual({
    moved: 2,
    duplicates: 1,
  });
  expect(await countsOf('peak')).toEqual([0, 0]);
  await labels.change({ ids, change: { what: 'checked', checked: false } }, never());
  expect(await undo()).toBe('Mark 3 labels as not checked');
  expect(await undo()).toBe('Change 3 labels to saddles');
  expect(await undo()).toBe('Make 3 labels negative');
  expect(await undo()).toBe('Note on 3 labels');
  expect(await all()).toEqual(before);
});

test('a label in an area stays when a person has changed it', async () => {
  const [area] = await labels.areas(undefined, never());
  const inArea = (await all()).at(-1)?.id ?? 0;
  await labels.change({ ids: [inArea], change: { what: 'note', note: 'keep' } }, never());
  await labels.removeArea({ areaId: area?.id ?? 0 }, never());
  expect((await all()).filter(({ note }) => note === 'keep').map(({ id }) => id)).toEqual([inArea]);
  await undo();
  await undo();
});
