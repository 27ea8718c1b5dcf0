import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Transaction } from '../../../src/main/engine/store/database';
import { excludingLabels, exclusiveClassIds } from '../../../src/main/engine/labels/exclusive';
import { createProjectFile } from '../../../src/main/engine/store/projectFile';
import { recordStep, undo } from '../../../src/main/engine/store/undo';
import { temporaryFolder } from './folder';

const folder = temporaryFolder();

const add = (transaction: Transaction, classId: string, latDeg: number, positive = 1): Promise<unknown> =>
  transaction.run(
    "INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source) VALUES (?, 9.5, ?, ?, 'hand')",
    [classId, latDeg, positive],
  );

test("labels of the other exclusive classes count as negatives, except near the class's own labels", async () => {
  const { database, close } = await createProjectFile(join(folder, 'exclusive.topo2vec'));
  await recordStep(database, 'Label', async (transaction) => {
    await add(transaction, 'peak', 47);
    // At 47 N a degree of latitude has 111.2 km: 55.6 m and 66.7 m north of the peak; a quarter of 240 m is 60 m.
    await add(transaction, 'saddle', 47.0005);
    await add(transaction, 'saddle', 47.0006);
    await add(transaction, 'saddle', 47.1, 0);
    await add(transaction, 'river', 46.9);
    await add(transaction, 'alpine-hut', 46.8);
    await add(transaction, 'waterfall', 46.7);
  });
  const peak = Float64Array.of(9.5, 47);
  const of = async (classId: string, positives: Float64Array, radiusM = 240): Promise<number[]> => [
    ...(await excludingLabels(database, classId, positives, radiusM)),
  ];
  expect([...(await exclusiveClassIds(database))]).toEqual(['peak', 'saddle', 'cliff', 'river', 'sinkhole']);
  expect(await of('peak', peak)).toEqual([9.5, 47.0006, 9.5, 46.9]);
  expect(await of('peak', peak, 280)).toEqual([9.5, 46.9]);
  expect(await of('peak', peak, 200)).toEqual([9.5, 47.0005, 9.5, 47.0006, 9.5, 46.9]);
  // A hut may stand on a summit, so neither class excludes the other.
  expect(await of('alpine-hut', Float64Array.of(9.5, 46.8))).toEqual([]);

  await recordStep(database, 'Change class Saddle', (transaction) =>
    transaction.run("UPDATE label_classes SET exclusive = 0 WHERE id = 'saddle'"),
  );
  expect(await of('peak', peak)).toEqual([9.5, 46.9]);
  await undo(database);
  expect(await of('peak', peak)).toEqual([9.5, 47.0006, 9.5, 46.9]);
  await close();
});
