import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const module = pathToFileURL(join(import.meta.dirname, '../../../scripts/become.mjs')).href;

/** Starts a process that becomes a Node running a script. */
function becoming(script: string, env = {}) {
  const call = `(await import(${JSON.stringify(module)})).become(
    process.execPath, ['-e', ${JSON.stringify(script)}], ${JSON.stringify(env)})`;
  return spawn(process.execPath, ['--input-type=module', '-e', call], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

it('passes on streams, added environment variables and the exit status', async () => {
  const parent = becoming('console.log(process.env.ADDED, !!process.env.PATH); process.exitCode = 7', {
    ADDED: 'yes',
  });
  let output = '';
  parent.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  expect(await once(parent, 'close')).toEqual([7, null]);
  expect(output).toBe('yes true\n');
});

it('passes signals on and lets the program end by itself', async () => {
  const parent = becoming(
    "process.on('SIGTERM', () => process.exit(3)); setInterval(() => {}, 1000); console.log('up')",
  );
  await once(parent.stdout, 'data');
  parent.kill('SIGTERM');
  expect(await once(parent, 'close')).toEqual([3, null]);
});

it('ends by the signal that ended the program', async () => {
  const parent = becoming("process.kill(process.pid, 'SIGKILL')");
  expect(await once(parent, 'close')).toEqual([null, 'SIGKILL']);
});
