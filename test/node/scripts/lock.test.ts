import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isAlive, takeLock } from '../../../scripts/setup/lock.mjs';

const lockModule = pathToFileURL(join(import.meta.dirname, '../../../scripts/setup/lock.mjs')).href;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  file = join(folder, 'below', 'set-up.lock');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Number of a process that has ended. */
function deadPid(): number {
  return Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
}

function neverWaits(holder: number): never {
  throw new Error(`waits for ${holder}`);
}

it('is held by this process until released', async () => {
  const release = await takeLock(file, neverWaits);
  expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
  release();
  expect(readdirSync(join(folder, 'below'))).toEqual([]);
});

it('is taken over from a process that has ended', async () => {
  (await takeLock(file, neverWaits))();
  const dead = deadPid();
  expect(isAlive(dead)).toBe(false);
  writeFileSync(file, String(dead));
  const release = await takeLock(file, neverWaits);
  expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
  release();
});

it('is taken over when it names no process', async () => {
  (await takeLock(file, neverWaits))();
  writeFileSync(file, 'no number');
  const release = await takeLock(file, neverWaits);
  expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
  release();
});

it('is waited for while its process lives, and free once that was killed', async () => {
  const script = `
    const { takeLock } = await import(${JSON.stringify(lockModule)});
    await takeLock(${JSON.stringify(file)}, () => {});
    console.log('held');
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');

  const waitedFor: number[] = [];
  const release = await takeLock(file, (pid) => {
    waitedFor.push(pid);
    holder.kill('SIGKILL');
  });
  expect(waitedFor).toEqual([holder.pid]);
  expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
  release();
  expect(existsSync(file)).toBe(false);
});

it('lets one of many processes in at a time, after one of them died holding it', async () => {
  (await takeLock(file, neverWaits))();
  writeFileSync(file, String(deadPid()));
  const log = join(folder, 'log');
  const script = `
    const { appendFileSync } = await import('node:fs');
    const { takeLock } = await import(${JSON.stringify(lockModule)});
    for (let turn = 0; turn < 20; turn++) {
      const release = await takeLock(${JSON.stringify(file)}, () => {});
      appendFileSync(${JSON.stringify(log)}, 'in ');
      await new Promise(setImmediate);
      appendFileSync(${JSON.stringify(log)}, 'out ');
      release();
    }`;
  const contenders = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(contenders.map(async (each) => (await once(each, 'exit'))[0] as number));
  expect(codes).toEqual([0, 0, 0, 0]);
  expect(readFileSync(log, 'utf8')).toBe('in out '.repeat(80));
});
