import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { fixture, temporaryFolder } from '../engine/folder';
import { never, startEngine } from '../engine/workbench';
import { cli, commandEnv, runCommand } from './runCommand';

const folder = temporaryFolder();
const env = commandEnv(folder);
const topo2vec = (...args: string[]) => runCommand(folder, ...args);

/** Rows of a project file, read as another program would. */
const query = (path: string, sql: string): Promise<Record<string, unknown>[]> =>
  new Promise((resolve, reject) => {
    const database = new sqlite3.Database(path, sqlite3.OPEN_READONLY);
    database.all(sql, (error: Error | null, rows: Record<string, unknown>[]) => {
      database.close(() => {
        if (error === null) resolve(rows);
        else reject(error);
      });
    });
  });

const number = async (path: string, sql: string): Promise<number> =>
  z.tuple([z.object({ n: z.number() })]).parse(await query(path, sql))[0].n;

/** All that a detection leaves behind but for its time: rows, each BLOB as its SHA-256. */
async function results(path: string): Promise<unknown[]> {
  const rows = await Promise.all(
    [
      'SELECT info, complete FROM runs',
      'SELECT class_id, radius_m, lattice FROM run_maps ORDER BY id',
      'SELECT * FROM run_chunks ORDER BY map_id, chunk_row, chunk_column',
      'SELECT * FROM detections ORDER BY map_id',
      'SELECT encoder_id, terrain_key, radius_m, crs, step_m, mean, axes FROM layers ORDER BY id',
      'SELECT * FROM layer_chunks ORDER BY layer_id, chunk_row, chunk_column',
    ].map((sql) => query(path, sql)),
  );
  return rows
    .flat()
    .map((row) =>
      Object.values(row).map((value) =>
        value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value,
      ),
    );
}

test('a killed detection resumes when its project is opened and gives an identical result', async () => {
  const [whole = '', killed = ''] = ['whole', 'killed'].map((name) => join(folder, `${name}.topo2vec`));
  for (const path of [whole, killed]) {
    await topo2vec('new', path);
    await topo2vec('import', path, fixture('dtm', 'liechtenstein_srtm1.tif'));
    await topo2vec('labels', 'import', path, fixture('osm', 'liechtenstein.osm.pbf'), '--class', 'peak');
  }
  const detect = (path: string): string[] => [
    'detect',
    path,
    '--class',
    'peak',
    '--radius',
    '240',
    '--step',
    '60',
    '--box',
    '9.5,47.05,9.58,47.13',
  ];
  const done = await topo2vec(...detect(whole));
  expect(done.code, done.stderr).toBe(0);

  const child = spawn(process.execPath, [cli, ...detect(killed)], { env, stdio: 'ignore' });
  const stored = () => number(killed, 'SELECT count(*) AS n FROM layer_chunks');
  await expect.poll(stored, { timeout: 60_000, interval: 20 }).toBeGreaterThan(0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const before = await stored();
  expect(before).toBeLessThan(await number(whole, 'SELECT count(*) AS n FROM layer_chunks'));
  expect(await number(killed, 'SELECT count(*) AS n FROM present_runs')).toBe(0);

  // The command does not resume other work.
  await topo2vec('info', killed);
  expect(await query(killed, 'SELECT paused FROM unfinished_tasks')).toEqual([{ paused: 0 }]);

  const { engine, close } = startEngine(folder, {
    goOn: true,
    // The settings of the command, which remember where it imported from.
    settingsPath: join(folder, 'topo2vec', 'settings.json'),
  });
  await engine.open(killed);
  const [task] = engine.current.tasks.list();
  expect(task).toMatchObject({ kind: 'detect', title: 'Find peak' });
  const ended = await engine.current.waitFor(task?.id ?? 0, () => undefined, never());
  expect(ended).toMatchObject({ state: 'done', result: { kind: 'detection-run' } });
  await close();
  expect(await number(killed, 'SELECT count(*) AS n FROM unfinished_tasks')).toBe(0);
  expect(await results(killed)).toEqual(await results(whole));
}, 200_000);
