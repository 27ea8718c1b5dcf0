import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { addArea } from '../../../src/main/engine/labels/areas/areas';
import { putClass, removeClass, findClass } from '../../../src/main/engine/labels/classes';
import { addLabel, flipLabel, listLabels, removeLabels } from '../../../src/main/engine/labels/labels';
import { redo, undo } from '../../../src/main/engine/store/undo';
import { temporaryFolder } from '../engine/folder';
import { runsGrids } from './gridCommand';
import { GridServer, type TestGrid } from './gridServer';
import { addLabellers, Labeller } from './labellers';

const folder = temporaryFolder();
const peak = (lonDeg: number, positive = true) => ({ classId: 'peak', lonDeg, latDeg: 47.1, positive });
let server: GridServer;
let grid: TestGrid;
let ann: Labeller;
let ben: Labeller;
let number = 0;

/** What the history has of the grid's labels: sign and whose answer, in the order in which they came. */
const history = async (): Promise<string[]> =>
  (
    await grid.database.all(
      z.object({ said: z.string() }),
      `SELECT concat_ws(' ', changed_by, content ->> 'lon_deg', CASE WHEN (content ->> 'removed')::boolean THEN 'removed'
         WHEN (content ->> 'positive')::boolean THEN '+' ELSE '-' END) AS said
       FROM topo2vec.label_history WHERE kind = 'labels' ORDER BY change`,
    )
  ).map(({ said }) => said);

describe.runIf(runsGrids)('labels of a grid (needs Node 22.15)', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    server = await GridServer.start(folder, []);
  });

  beforeEach(async () => {
    const name = `labels${++number}`;
    grid = await server.newGrid(name);
    await addLabellers(grid.database, `ann${number}`, `ben${number}`);
    const own = join(folder, name, 'projects');
    mkdirSync(own, { recursive: true });
    ann = await Labeller.start(server, own, `ann${number}`, name);
    await ann.sync();
    ben = await Labeller.start(server, own, `ben${number}`, name);
    await ben.sync();
    return async () => {
      await ann.stop();
      await ben.stop();
    };
  });

  afterAll(() => server.stop());

  test('two people label at once, and both see all of it; what comes cannot be undone here', async () => {
    await addLabel(ann.project, peak(9.51));
    await addLabel(ben.project, peak(9.52, false));
    await Promise.all([ann.sync(), ben.sync()]);
    await Promise.all([ann.sync(), ben.sync()]);
    const both = ['peak 9.51 +', 'peak 9.52 -'];
    expect(await ann.labels()).toEqual(both);
    expect(await ben.labels()).toEqual(both);
    expect(await undo(ann.project.database)).toBe('Label peak');
    await ann.sync();
    await ben.sync();
    expect(await ben.labels()).toEqual(['peak 9.52 -']);
    expect(await redo(ann.project.database)).toBe('Label peak');
    await ann.sync();
    await ben.sync();
    expect(await ben.labels()).toEqual(both);
    expect(await ann.sync()).toEqual({ sent: 0, received: 0 });
  });

  test('of two answers about one place the last counts, and both are kept', async () => {
    await addLabel(ann.project, peak(9.51));
    await addLabel(ben.project, peak(9.51, false));
    await ann.sync();
    await ben.sync();
    await ann.sync();
    expect(await ann.labels()).toEqual(['peak 9.51 -']);
    expect(await ben.labels()).toEqual(['peak 9.51 -']);
    expect(await history()).toEqual([`ann${number} 9.51 +`, `ben${number} 9.51 -`]);
    const [id = 0] = (await listLabels(ann.project.database)).ids;
    await flipLabel(ann.project, id);
    await removeLabels(ben.project, [...(await listLabels(ben.project.database)).ids]);
    await ann.sync();
    await ben.sync();
    await ann.sync();
    expect(await ann.labels()).toEqual([]);
    expect((await history()).slice(2)).toEqual([`ann${number} 9.51 +`, `ben${number} 9.51 removed`]);
  });

  test('what was stored, but never acknowledged, is not stored again over a later answer', async () => {
    await addLabel(ann.project, peak(9.51));
    const cutOff = ann.sync({
      ...ann.grid,
      push: async (changes) => {
        await ann.grid.push(changes);
        throw new Error('cut off');
      },
    });
    await expect(cutOff).rejects.toThrow('cut off');
    await ben.sync();
    const [id = 0] = (await listLabels(ben.project.database)).ids;
    await flipLabel(ben.project, id);
    await ben.sync();
    await addLabel(ann.project, peak(9.53));
    await ann.sync();
    expect(await ann.labels()).toEqual(['peak 9.51 -', 'peak 9.53 +']);
    expect(await history()).toEqual([`ann${number} 9.51 +`, `ben${number} 9.51 -`, `ann${number} 9.53 +`]);
  });

  test('classes and areas come with their labels; a class that one removes goes with the labels of all', async () => {
    const glacier = { ...(await findClass(ann.project.database, 'peak')), id: 'glacier', name: 'Glacier' };
    await putClass(ann.project, glacier);
    const rings = [Float64Array.of(9.5, 47.1, 9.52, 47.1, 9.52, 47.12, 9.5, 47.12)];
    await addArea(ann.project, { classId: 'glacier', positive: true, rings, places: 3 });
    await ann.sync();
    await ben.sync();
    expect(await ben.labels()).toEqual(await ann.labels());
    expect(await ben.labels()).toHaveLength(3);
    const areas = await ben.project.database.all(
      z.object({ places: z.number() }),
      'SELECT (SELECT count(*) FROM labels WHERE area_id = areas.id) AS places FROM areas',
    );
    expect(areas).toEqual([{ places: 3 }]);
    await removeClass(ann.project, 'glacier');
    const [changed = 0] = (await listLabels(ben.project.database)).ids;
    await flipLabel(ben.project, changed);
    await addLabel(ben.project, { ...peak(9.55), classId: 'glacier' });
    await addLabel(ben.project, peak(9.56));
    await ann.sync();
    await ben.sync();
    expect(await ben.labels()).toEqual(['peak 9.56 +']);
    expect((await history()).filter((said) => said.includes('9.55'))).toHaveLength(1);
    // What ben said of a place of the class is kept as well, though it went with the class.
    const kept = await grid.database.all(
      z.object({ by: z.string() }),
      `SELECT changed_by AS by FROM topo2vec.label_history
       WHERE kind = 'labels' AND content ->> 'class_id' = 'glacier' AND NOT (content ->> 'positive')::boolean`,
    );
    expect(kept).toEqual([{ by: `ben${number}` }]);
    await expect(findClass(ben.project.database, 'glacier')).rejects.toThrow('no label class');
  });

  test('what PostgreSQL cannot store in a text is left out, and a lost class is fetched again', async () => {
    await addLabel(ann.project, peak(9.51));
    await ann.project.database.transaction((transaction) =>
      transaction.run('UPDATE labels SET name = ?', ['Falk\0nis']),
    );
    const glacier = { ...(await findClass(ann.project.database, 'peak')), id: 'glacier', name: 'Glacier' };
    await putClass(ann.project, glacier);
    await addLabel(ann.project, { ...peak(9.52), classId: 'glacier' });
    await ann.sync();
    await ben.project.database.transaction((transaction) =>
      transaction.run('UPDATE grid_link SET classes = 1000'),
    );
    await expect(ben.sync()).rejects.toThrow('fetched again');
    await ben.sync();
    expect(await ben.labels()).toEqual(['glacier 9.52 +', 'peak 9.51 +']);
    for (const { project } of [ann, ben])
      expect((await listLabels(project.database)).names.filter((name) => name !== '')).toEqual(['Falknis']);
    expect(await ann.sync()).toEqual({ sent: 0, received: 0 });
  });

  test('who may only look keeps their labels until they may label', async () => {
    await grid.database.run(`CREATE ROLE eve${number} LOGIN IN ROLE topo2vec_reader`);
    const own = join(folder, `labels${number}`, 'projects');
    const eve = await Labeller.start(server, own, `eve${number}`, `labels${number}`);
    await addLabel(eve.project, peak(9.57));
    await expect(eve.sync()).rejects.toThrow('may not do this');
    expect(await eve.labels()).toEqual(['peak 9.57 +']);
    await grid.database.run(`GRANT topo2vec_labeller TO eve${number}`);
    await eve.sync();
    await ann.sync();
    expect(await ann.labels()).toEqual(['peak 9.57 +']);
    await eve.stop();
  });
});
