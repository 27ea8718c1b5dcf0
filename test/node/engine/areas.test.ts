import { expect, test } from 'vitest';
import { z } from 'zod';
import { drawNegatives } from '../../../src/main/engine/heads/trainingSet';
import { labelsOfClass } from '../../../src/main/engine/labels/labels';
import { backUp, restoreBackup } from '../../../src/main/engine/store/backups';
import { ringsContain } from '../../../src/shared/geo/rings';
import { areaProject } from './areaProject';
import { box, closestM, pairs } from './outlines';
import { never } from './workbench';

const { engine, handlers, add, areas } = areaProject();
const { labels, project } = handlers;

/** Places of all labels that lie in an area. */
async function placesIn(areaId: number): Promise<[number, number][]> {
  const rows = await engine.current.project.database.all(
    z.object({ lon_deg: z.number(), lat_deg: z.number() }),
    'SELECT lon_deg, lat_deg FROM labels WHERE area_id = ? ORDER BY id',
    [areaId],
  );
  return rows.map(({ lon_deg, lat_deg }) => [lon_deg, lat_deg]);
}

test('a "No" area holds well-spread negatives that heads learn from, and is removed with them in one step', async () => {
  const rings = [box(9.54, 47.1, 9.58, 47.13), box(9.55, 47.11, 9.56, 47.12)];
  const id = await add(false, rings);
  const [area] = await areas();
  expect(area).toMatchObject({ id, classId: 'peak', positive: false, source: 'hand' });
  expect(area?.rings.map((ring) => [...ring])).toEqual(rings.map((ring) => [...ring]));
  // pyproj 3: 9,280,942.36 m², 161.1 squares of the class's radius.
  expect(area?.areaM2).toBeCloseTo(9_280_942.36, 1);
  expect(area?.places).toBe(161);
  const places = await placesIn(id);
  expect(places).toHaveLength(161);
  expect(places.every((place) => ringsContain(rings, ...place))).toBe(true);
  // As far apart as on a square lattice, less a third.
  expect(closestM(places)).toBeGreaterThan(0.67 * Math.sqrt(9_280_942 / 161));
  const { positives, negatives } = await labelsOfClass(engine.current.project.database, 'peak');
  expect([positives.length / 2, negatives.length / 2]).toEqual([0, 161]);
  expect(await project.undoState(undefined, never())).toEqual({
    undo: 'Add an area without peaks',
    redo: null,
  });

  await labels.removeArea({ areaId: id }, never());
  expect(await areas()).toEqual([]);
  expect(await placesIn(id)).toEqual([]);
  await project.undo(undefined, never());
  expect(await placesIn(id)).toEqual(places);
  await project.undo(undefined, never());
  expect([await areas(), await placesIn(id)]).toEqual([[], []]);
  await project.redo(undefined, never());
  expect(await placesIn(id)).toEqual(places);
  await labels.removeArea({ areaId: id }, never());
});

test('changing the number replaces the labels of an area, except those judged by a person', async () => {
  const id = await add(true, [box(9.54, 47.1, 9.58, 47.13)], 4);
  const [first] = (await labels.list(undefined, never())).ids;
  await handlers.labelling.flip({ labelId: first ?? 0 }, never());
  expect(await placesIn(id)).toHaveLength(3);
  await labels.setAreaPlaces({ areaId: id, places: 12 }, never());
  expect(await placesIn(id)).toHaveLength(12);
  expect((await project.undoState(undefined, never())).undo).toBe('Sample 12 places in an area');
  const listed = await labels.list(undefined, never());
  expect(listed.ids).toHaveLength(13);
  expect(listed.positive.reduce((sum, positive) => sum + positive, 0)).toBe(12);
  await project.undo(undefined, never());
  expect(await placesIn(id)).toHaveLength(3);
  await labels.removeArea({ areaId: id }, never());
  expect((await labels.list(undefined, never())).ids).toEqual(Uint32Array.of(first ?? 0));
  await labels.remove({ ids: [first ?? 0] }, never());
});

test('known places in a "No" area are not positives, and no negatives are drawn in an area of the class', async () => {
  const within = { lonDeg: 9.56, latDeg: 47.12 };
  const beside = { lonDeg: 9.5, latDeg: 47.2 };
  for (const place of [within, beside])
    await labels.add({ ...place, classId: 'saddle', positive: true }, never());
  const no = await add(false, [box(9.54, 47.1, 9.58, 47.13)], 5, 'saddle');
  const yes = [box(9.5, 47.1, 9.53, 47.15)];
  const id = await add(true, yes, 1, 'saddle');
  const known = await labelsOfClass(engine.current.project.database, 'saddle');
  expect(known.negatives).toHaveLength(10);
  expect(pairs(known.positives)).toEqual([[beside.lonDeg, beside.latDeg], ...(await placesIn(id))]);
  const wanted = {
    ...{ className: 'Saddle', radiusM: 240, count: 400, seed: 0 },
    box: { westDeg: 9.49, southDeg: 47.09, eastDeg: 9.55, northDeg: 47.16 },
  };
  const drawn = (inside: (lon: number, lat: number) => boolean) =>
    engine.current.project.useTerrain((terrain) =>
      drawNegatives(terrain, known.positives, { ...wanted, inside }),
    );
  const free = pairs(await drawn(() => true)).filter((place) => ringsContain(yes, ...place));
  expect(free.length).toBeGreaterThan(100);
  const fair = pairs(await drawn((...place) => !known.holds(...place)));
  expect(fair.filter((place) => ringsContain(yes, ...place))).toEqual([]);
  for (const areaId of [no, id]) await labels.removeArea({ areaId }, never());
});

test('an area smaller than a pixel has one place, in it and on the terrain', async () => {
  const rings = [Float64Array.of(9.55, 47.11, 9.55005, 47.11, 9.55, 47.11005)];
  const id = await add(true, rings, 50);
  expect(await areas()).toMatchObject([{ places: 1 }]);
  expect((await placesIn(id)).map((place) => ringsContain(rings, ...place))).toEqual([true]);
  await labels.removeArea({ areaId: id }, never());
});

test('an invalid area, or one without elevations, is refused and leaves nothing behind', async () => {
  await expect(
    add(true, [Float64Array.of(9.5, 47.1, 9.6, 47.2, 9.6, 47.1, 9.5, 47.2)]),
  ).rejects.toMatchObject({
    code: 'bad-input',
  });
  await expect(add(true, [box(1, 1, 1.1, 1.1)])).rejects.toMatchObject({ code: 'outside-terrain' });
  await expect(add(true, [box(9.5, 47.1, 9.6, 47.2)], null, 'volcano')).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(labels.setAreaPlaces({ areaId: 999, places: 3 }, never())).rejects.toMatchObject({
    code: 'not-found',
  });
  expect(await areas()).toEqual([]);
});

test('a backup includes areas and their labels', async () => {
  const id = await add(false, [box(9.54, 47.1, 9.58, 47.13)], 7);
  const before = [await areas(), await placesIn(id)];
  const { path } = await project.info(undefined, never());
  await backUp(path);
  await engine.open(await restoreBackup(path));
  expect([await areas(), await placesIn(id)]).toEqual(before);
  expect(await project.info(undefined, never())).toMatchObject({ areaCount: 1, labelCount: 9 });
});

test('a reshaped area has as many labels for its size, inside its new outline; undo restores outline and labels', async () => {
  const before = [box(9.54, 47.1, 9.58, 47.13)];
  const id = await add(true, before, 40);
  const places = await placesIn(id);
  const half = [box(9.54, 47.1, 9.56, 47.13)];
  await labels.reshapeArea({ areaId: id, rings: half }, never());
  const halved = await placesIn(id);
  expect(halved).toHaveLength(20);
  expect(halved.every((place) => ringsContain(half, ...place))).toBe(true);
  expect(await project.undo(undefined, never())).toBe('Reshape an area');
  expect(await placesIn(id)).toEqual(places);
  expect((await areas()).find((area) => area.id === id)?.rings.map((ring) => [...ring])).toEqual(
    before.map((ring) => [...ring]),
  );
  await labels.removeArea({ areaId: id }, never());
});
