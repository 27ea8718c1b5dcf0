import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Connection } from '../../../src/main/engine/store/database';
import { migrations } from '../../../src/main/engine/store/schema';
import { temporaryFolder } from './folder';
import { buildSavingProcess, canLosePower, startSaving } from './powerLoss/powerLoss';

const folder = temporaryFolder();
const buildFolder = resolve('node_modules', '.topo2vec', `power-loss-${process.pid}`);
let built = { script: '', shim: '' };

beforeAll(async () => {
  if (canLosePower) built = await buildSavingProcess(buildFolder);
});
afterAll(() => {
  rmSync(buildFolder, { recursive: true, force: true });
});

const column = async (path: string, sql: string): Promise<unknown[]> => {
  const connection = await Connection.open(path, 'write');
  try {
    const rows = await connection.all(z.object({ v: z.unknown() }), sql);
    return rows.map(({ v }) => v);
  } finally {
    await connection.close();
  }
};

/** What a project holds after a power loss: longitudes of its labels. */
const labelsIn = (path: string): Promise<unknown[]> =>
  column(join(path, 'project.topo2vec'), 'SELECT lon_deg AS v FROM labels ORDER BY id');

const start = (name: string): ReturnType<typeof startSaving> => {
  const place = join(folder, name);
  mkdirSync(place);
  return startSaving(built, place);
};

// The sync calls are observed by a library loaded before glibc (LD_PRELOAD).
test.runIf(canLosePower)(
  'a power loss loses no label, undo or project that was reported as saved',
  async () => {
    const saving = start('labels');
    try {
      await saving.ask({ do: 'create' });
      expect(await labelsIn(saving.losePower('created'))).toEqual([]);
      const saved: number[] = [];
      for (const lonDeg of [9.51, 9.52, 9.53, 9.54]) {
        await saving.ask({ do: 'label', lonDeg });
        saved.push(lonDeg);
        expect(await labelsIn(saving.losePower(`labelled ${lonDeg}`))).toEqual(saved);
      }
      await saving.ask({ do: 'undo' });
      expect(await labelsIn(saving.losePower('undone'))).toEqual(saved.slice(0, -1));
      await saving.ask({ do: 'close' });
      expect(await labelsIn(saving.losePower('closed'))).toEqual(saved.slice(0, -1));
      await saving.ask({ do: 'open' });
      await saving.ask({ do: 'label', lonDeg: 9.55 });
      expect(await labelsIn(saving.losePower('labelled again'))).toEqual([...saved.slice(0, -1), 9.55]);
    } finally {
      saving.stop();
    }
  },
);

test.runIf(canLosePower)(
  'bulk work does not wait for the disk, and the next label makes it durable',
  async () => {
    const saving = start('bulk');
    const lines = (name: string): Promise<unknown[]> =>
      column(
        join(saving.losePower(name), 'project.topo2vec'),
        'SELECT line AS v FROM attributions ORDER BY line',
      );
    try {
      await saving.ask({ do: 'create' });
      for (const line of ['a', 'b', 'c']) await saving.ask({ do: 'bulk', line });
      // If nothing were lost here, the simulation would prove nothing.
      expect(await lines('after bulk')).toEqual([]);
      await saving.ask({ do: 'label', lonDeg: 9.51 });
      expect(await lines('after a label')).toEqual(['a', 'b', 'c']);
    } finally {
      saving.stop();
    }
  },
);

test.runIf(canLosePower)('a copy of a project and an export are durable once reported as done', async () => {
  const saving = start('copies');
  try {
    await saving.ask({ do: 'create' });
    await saving.ask({ do: 'label', lonDeg: 9.51 });
    await saving.ask({ do: 'copy', path: join(saving.disk, 'copy.topo2vec') });
    const copied = join(saving.losePower('copied'), 'copy.topo2vec');
    expect(await column(copied, 'SELECT lon_deg AS v FROM labels')).toEqual([9.51]);
    await saving.ask({ do: 'export', path: join(saving.disk, 'labels.gpkg') });
    const exported = join(saving.losePower('exported'), 'labels.gpkg');
    expect(await column(exported, 'SELECT table_name AS v FROM gpkg_contents')).toHaveLength(1);
  } finally {
    saving.stop();
  }
});

test.runIf(canLosePower)(
  'the backup of an upgraded project is durable before the project is changed',
  async () => {
    const saving = start('upgrade');
    const [first = ''] = migrations;
    const older = await Connection.open(join(saving.disk, 'project.topo2vec'), 'create');
    await older.script(`${first}; PRAGMA user_version = 1; PRAGMA application_id = 0x54325657;
    INSERT INTO label_classes VALUES ('peak', 0, 'Peak', '#2563EB', 'P', NULL, 'point');`);
    await older.close();
    try {
      await saving.ask({ do: 'open' });
      const backup = join(saving.losePower('upgraded'), 'project.topo2vec.v1.backup');
      expect(await column(backup, 'SELECT id AS v FROM label_classes')).toEqual(['peak']);
    } finally {
      saving.stop();
    }
  },
);
