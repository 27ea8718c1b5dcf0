import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { listClasses } from '../../../src/main/engine/labels/classes';
import { Connection } from '../../../src/main/engine/store/database';
import { openProjectFile } from '../../../src/main/engine/store/projectFile';
import { migrations } from '../../../src/main/engine/store/schema';
import { recordStep, undo } from '../../../src/main/engine/store/undo';
import { temporaryFolder } from './folder';

const folder = temporaryFolder();

test('a project from before shapes gets them, and undo restores labels and classes of before', async () => {
  const path = join(folder, 'before-shapes.topo2vec');
  const version = migrations.findIndex((sql) => sql.includes('ADD COLUMN shape'));
  const older = await Connection.open(path, 'create');
  await older.script(
    `PRAGMA application_id = 0x54325657; ${migrations.slice(0, version).join(';')}; PRAGMA user_version = ${version};
    INSERT INTO label_classes (id, position, name, colour, letter, geometry) VALUES
      ('peak', 0, 'Peak', '#2563EB', 'P', 'point'), ('own', 4, 'Own', '#E69F00', 'O', 'point');
    INSERT INTO labels (id, class_id, lon_deg, lat_deg, positive, source) VALUES (7, 'peak', 9.5, 47.1, 1, 'osm');
    INSERT INTO undo_steps (name) VALUES ('Remove class Peak');
    INSERT INTO undo_current SELECT id FROM undo_steps;
    DELETE FROM labels WHERE class_id = 'peak';
    DELETE FROM label_classes WHERE id = 'peak';
    DELETE FROM undo_current;`,
  );
  await older.close();
  const { database, close } = await openProjectFile(path);
  const shapes = async () =>
    (await listClasses(database)).map(({ id, shape, positives }) => [id, shape, positives]);
  expect(await shapes()).toEqual([['own', 'pentagon', 0]]);
  expect(await undo(database)).toBe('Remove class Peak');
  expect(await shapes()).toEqual([
    ['peak', 'triangle', 1],
    ['own', 'pentagon', 0],
  ]);
  const named = z.object({ name: z.string().nullable(), note: z.string().nullable() });
  const texts = () => database.all(named, 'SELECT name, note FROM labels');
  await recordStep(database, 'Name', (transaction) =>
    transaction.run("UPDATE labels SET name = 'Falknis', note = 'seen'"),
  );
  await recordStep(database, 'Remove', (transaction) => transaction.run('DELETE FROM labels'));
  expect(await undo(database)).toBe('Remove');
  expect(await texts()).toEqual([{ name: 'Falknis', note: 'seen' }]);
  expect(await undo(database)).toBe('Name');
  expect(await texts()).toEqual([{ name: null, note: null }]);
  await close();
});
