import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { sqliteVersion } from '../../../src/main/engine/store/database';
import { isSoundSqlite, refuseUnsoundSqlite } from '../../../src/main/engine/store/soundSqlite';

test('releases with the WAL-reset bug, and the withdrawn one, are unsound', () => {
  // SQLite's authors on their releases: sqlite.org/wal.html#walresetbug, sqlite.org/changes.html.
  for (const version of [
    '3.7.0',
    '3.40.1',
    '3.50.4',
    '3.51.0',
    '3.51.2',
    '3.52.0',
    '2.8.17',
    'unknown',
    '',
  ]) {
    expect(isSoundSqlite(version), version).toBe(false);
  }
  for (const version of ['3.51.3', '3.51.10', '3.52.1', '3.53.0', '3.54.1', '3.100.0', '4.0.0']) {
    expect(isSoundSqlite(version), version).toBe(true);
  }
});

test('an unsound SQLite is refused with its version and what to do', () => {
  expect(() => {
    refuseUnsoundSqlite('3.52.0');
  }).toThrow(/SQLite 3\.52\.0.*npm start/);
  refuseUnsoundSqlite('3.51.3');
});

test('the SQLite in use is sound', async () => {
  expect(isSoundSqlite(await sqliteVersion())).toBe(true);
});

test('Electron uses the same SQLite', async () => {
  const runtimes = z
    .object({ electron: z.object({ path: z.string() }) })
    .parse(JSON.parse(readFileSync(resolve('node_modules', '.topo2vec', 'runtimes.json'), 'utf8')));
  const script = `const { Database } = require('sqlite3');
    new Database(':memory:').get('SELECT sqlite_version() AS version', (error, row) => {
      console.log(error ? error.message : row.version);
    });`;
  const said = execFileSync(runtimes.electron.path, ['-e', script], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
  });
  expect(said.trim()).toBe(await sqliteVersion());
});
