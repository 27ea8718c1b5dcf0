import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../engine/folder';
import { cli, commandEnv, runCommand } from './runCommand';

/** The number of killed programs after which the project must have been complete: the waits grow until it is. */
const WHOLE = 2;
const folder = temporaryFolder();
const info = z.object({ encoderCount: z.number(), classes: z.array(z.unknown()) });

/** Starts `new`, and kills it a while after it began to write. */
async function killNew(path: string, waitMs: number): Promise<void> {
  const child = spawn(process.execPath, [cli, 'new', path], { env: commandEnv(folder), stdio: 'ignore' });
  const exit = once(child, 'exit');
  const began = (): boolean =>
    readdirSync(folder).some((name) => name.includes('.building-')) || existsSync(path);
  while (!began() && child.exitCode === null) await new Promise(setImmediate);
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  child.kill('SIGKILL');
  await exit;
}

test('`new`, killed at any instant, leaves either no project or a complete one, and the next run tidies up', async () => {
  let whole = 0;
  for (let kill = 0; whole < WHOLE; kill++) {
    const path = join(folder, `killed-${kill}.topo2vec`);
    await killNew(path, 5 * (1.4 ** kill - 1));
    if (!existsSync(path)) continue;
    whole += 1;
    const { code, stdout } = await runCommand(folder, 'info', path, '--json');
    expect(code).toBe(0);
    const found = info.parse(JSON.parse(stdout));
    expect(found.encoderCount).toBe(4);
    expect(found.classes).toHaveLength(9);
  }
  expect((await runCommand(folder, 'new', join(folder, 'last.topo2vec'))).code).toBe(0);
  expect(readdirSync(folder).filter((name) => name.includes('.building-'))).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.endsWith('.topo2vec'))).toHaveLength(whole + 1);
});
