import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, chromium, expect, type Page } from '@playwright/test';

/** The packaged app under test, on a user folder that is empty at first. */
export interface Installed {
  /** A folder of the test's own. */
  readonly folder: string;
  /** The project that the first start makes. */
  readonly sample: string;
  /** Starts the program, as a menu or with a file as a double click on it does. */
  readonly start: (...files: string[]) => Promise<Running>;
  /** Starts it while it is running: passes the file on; returns the exit code. */
  readonly startAgain: (file: string) => Promise<unknown>;
}

interface Running {
  readonly page: Page;
  /** Closes the window; gives the program's exit code. */
  readonly close: () => Promise<unknown>;
}

/** Playwright's test with the packaged app. Its fuses keep Node's debuggers out, so it is Chromium that is connected to. */
export const test = base.extend<{ installed: Installed }>({
  // Playwright reads the fixtures that a test needs from this pattern.
  // eslint-disable-next-line no-empty-pattern
  installed: async ({}, use) => {
    const { unpackedExecutable } = await import('../../scripts/packaging/unpacked.mjs');
    const folder = mkdtempSync(join(tmpdir(), 'topo2vec-packaged-'));
    const user = join(folder, 'user');
    const programs: ChildProcess[] = [];
    const errors: string[] = [];
    const run = (args: readonly string[]): ChildProcess => {
      const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      const program = spawn(unpackedExecutable, [...sandbox, `--user-data-dir=${user}`, ...args], {
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true,
      });
      programs.push(program);
      return program;
    };
    await use({
      folder,
      sample: join(user, 'sample', 'Liechtenstein sample.topo2vec'),
      start: async (...files) => {
        const program = run(['--remote-debugging-port=0', ...files]);
        const page = await windowOf(program);
        page.on('pageerror', (error) => errors.push(error.message));
        return {
          page,
          close: async () => {
            await page.close();
            return exitCode(program);
          },
        };
      },
      startAgain: (file) => exitCode(run([file])),
    });
    for (const program of programs) await killWithChildren(program);
    rmSync(folder, { recursive: true, force: true });
    if (errors.length > 0) throw new Error(`The page threw: ${errors.join('; ')}`);
  },
});

export { expect };

async function exitCode(program: ChildProcess): Promise<unknown> {
  return program.exitCode ?? ((await once(program, 'exit')) as unknown[])[0];
}

/** Ends what a failed test left running. */
async function killWithChildren(program: ChildProcess): Promise<void> {
  if (program.pid === undefined || program.exitCode !== null) return;
  process.kill(-program.pid, 'SIGKILL');
  await once(program, 'close');
}

async function windowOf(program: ChildProcess): Promise<Page> {
  const address = await endpoint(program);
  // Playwright may miss a window that opens while it connects.
  const list = new URL('/json/list', address.replace('ws:', 'http:'));
  await expect.poll(async () => (await fetch(list)).text()).toContain('workbench://app/index.html');
  const browser = await chromium.connectOverCDP(address, { noDefaults: true });
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error('The program has no window.');
  return page;
}

/** The address at which Chromium says that it can be reached. */
function endpoint(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    program.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    program.once('error', reject);
    program.once('exit', () => {
      reject(new Error(`The program ended: ${said}`));
    });
  });
}
