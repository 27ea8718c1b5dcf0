import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Database, Transaction } from '../../../src/main/engine/store/database';
import { createProjectFile } from '../../../src/main/engine/store/projectFile';
import { recordStep, redo, undo, undoState } from '../../../src/main/engine/store/undo';
import { temporaryFolder } from './folder';

const folder = temporaryFolder();
let files = 0;
const newProject = () => createProjectFile(join(folder, `undo-${files++}.topo2vec`));

/** Everything that undo covers, as text. */
async function dump(database: Database): Promise<string> {
  const row = z.record(z.string(), z.unknown());
  const tables = await Promise.all(
    ['label_classes', 'areas', 'labels', 'dtms', 'attributions'].map((table) =>
      database.all(row, `SELECT * FROM ${table} ORDER BY 1`),
    ),
  );
  return JSON.stringify(tables);
}

const addLabel = (transaction: Transaction, classId: string, lon: number): Promise<unknown> =>
  transaction.run(
    `INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source)
     SELECT ?, ?, 47.1, 1, 'hand' WHERE EXISTS (SELECT 1 FROM label_classes WHERE id = ?)`,
    [classId, lon, classId],
  );

/** An area of peaks with two labels in it. */
async function addArea(transaction: Transaction, lon: number): Promise<void> {
  const { lastId } = await transaction.run(
    `INSERT INTO areas (class_id, positive, source, rings)
     SELECT id, 0, 'hand', '[[9,47,9.1,47,9,47.1]]' FROM label_classes WHERE id = 'peak'`,
  );
  await transaction.run(
    `INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source, area_id)
     SELECT class_id, ? + value, 47.1, positive, source, areas.id FROM areas, json_each('[0, 1]') WHERE areas.id = ?`,
    [lon, lastId],
  );
}

/** What a person may do: each is one step. */
const action = fc.oneof(
  fc.record({
    kind: fc.constant('add'),
    classId: fc.constantFrom('peak', 'saddle', 'own'),
    lon: fc.double({ min: 9, max: 10, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('remove'), nth: fc.nat(5) }),
  fc.record({ kind: fc.constant('class'), name: fc.string({ minLength: 1, maxLength: 12 }) }),
  fc.record({ kind: fc.constant('add area'), areaLon: fc.double({ min: 9, max: 10, noNaN: true }) }),
  fc.record({ kind: fc.constant('remove area'), nthArea: fc.nat(2) }),
  fc.record({ kind: fc.constant('drop'), classId: fc.constantFrom('peak', 'own') }),
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

const perform = (database: Database, step: Action): Promise<unknown> =>
  recordStep(database, step.kind, async (transaction) => {
    if ('lon' in step) await addLabel(transaction, step.classId, step.lon);
    else if ('nth' in step) {
      await transaction.run(
        'DELETE FROM labels WHERE id = (SELECT id FROM labels ORDER BY id LIMIT 1 OFFSET ?)',
        [step.nth],
      );
    } else if ('name' in step) {
      await transaction.run(
        `INSERT INTO label_classes (id, position, name, colour, letter, geometry) VALUES ('own', 99, ?, '#123456', 'X', 'point')
         ON CONFLICT (id) DO UPDATE SET name = excluded.name`,
        [step.name],
      );
    } else if ('areaLon' in step) await addArea(transaction, step.areaLon);
    else if ('nthArea' in step) {
      await transaction.run(
        'DELETE FROM areas WHERE id = (SELECT id FROM areas ORDER BY id LIMIT 1 OFFSET ?)',
        [step.nthArea],
      );
    } else await transaction.run('DELETE FROM label_classes WHERE id = ?', [step.classId]);
  });

test('undoing everything restores the start, redoing everything the end, for any history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 12 }), async (steps) => {
      const { database, close } = await newProject();
      const before = await dump(database);
      for (const step of steps) await perform(database, step);
      const after = await dump(database);
      let undone = 0;
      while ((await undo(database)) !== null) undone += 1;
      expect(await dump(database)).toBe(before);
      for (let i = 0; i < undone; i++) expect(await redo(database)).not.toBeNull();
      expect(await redo(database)).toBeNull();
      expect(await dump(database)).toBe(after);
      await close();
    }),
    { numRuns: 25 },
  );
});

test('steps have names, a new step discards undone ones, and the history survives closing', async () => {
  const { database, close } = await newProject();
  await recordStep(database, 'Label peak', (transaction) => addLabel(transaction, 'peak', 9.5));
  await recordStep(database, 'Label saddle', (transaction) => addLabel(transaction, 'saddle', 9.6));
  expect(await undoState(database)).toEqual({ undo: 'Label saddle', redo: null });
  expect(await undo(database)).toBe('Label saddle');
  expect(await undoState(database)).toEqual({ undo: 'Label peak', redo: 'Label saddle' });
  await recordStep(database, 'Label again', (transaction) => addLabel(transaction, 'peak', 9.7));
  expect(await undoState(database)).toEqual({ undo: 'Label again', redo: null });
  await recordStep(database, 'Nothing', () => Promise.resolve());
  expect((await undoState(database)).undo).toBe('Label again');
  await close();
});

test('an import of 50,000 labels is one step', async () => {
  const { database, close } = await newProject();
  const rows = JSON.stringify(Array.from({ length: 50_000 }, (_, i) => 9 + i / 100_000));
  await recordStep(database, 'Import', (transaction) =>
    transaction.run(
      `INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source)
       SELECT 'peak', value, 47.1, 1, 'file' FROM json_each(?)`,
      [rows],
    ),
  );
  const count = z.object({ n: z.number() });
  const labels = () => database.get(count, 'SELECT count(*) AS n FROM labels');
  expect(await labels()).toEqual({ n: 50_000 });
  await undo(database);
  expect(await labels()).toEqual({ n: 0 });
  await redo(database);
  expect(await labels()).toEqual({ n: 50_000 });
  await close();
});
