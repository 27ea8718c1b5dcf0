import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const module = pathToFileURL(join(import.meta.dirname, '../../../scripts/setup/childProcesses.mjs')).href;
let folder: string;
let log: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'children-'));
  log = join(folder, 'log');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Starts a process that runs a command and continues afterwards; both may `note` into the log. */
function running(command: string) {
  const noting = `note = (text) => require('node:fs').appendFileSync(${JSON.stringify(log)}, text);`;
  const script = `
    const require = (await import('node:module')).createRequire(import.meta.url);
    const ${noting}
    const { run } = await import(${JSON.stringify(module)});
    await run(process.execPath, ['-e', ${JSON.stringify(noting + command)}]);
    note('went on, ');`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
}

it('continues after a command', async () => {
  expect(await once(running("note('done, ')"), 'exit')).toEqual([0, null]);
  expect(readFileSync(log, 'utf8')).toBe('done, went on, ');
});

it('when asked to end, lets its command tidy up and does nothing more', async () => {
  const parent = running(`
    process.on('SIGTERM', () => {
      note('asked, ');
      setTimeout(() => { note('tidied up, '); process.exit(); }, 200);
    });
    setInterval(() => {}, 1000);
    process.kill(process.ppid, 'SIGTERM');`);
  expect(await once(parent, 'exit')).toEqual([143, null]);
  expect(readFileSync(log, 'utf8')).toBe('asked, tidied up, ');
});

it('when asked again, ends at once together with an unresponsive command', async () => {
  const parent = running(`
    process.once('SIGTERM', () => note('asked, '));
    process.on('SIGTERM', () => {});
    const parent = process.ppid;
    setInterval(() => process.kill(parent, 'SIGINT'), 200);`);
  expect(await once(parent, 'exit')).toEqual([130, null]);
  expect(readFileSync(log, 'utf8')).toBe('asked, ');
});
