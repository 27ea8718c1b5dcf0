import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { bundledCode } from '../../../../scripts/packaging/bundledCode.mjs';
import { wasmKernel } from '../../../../scripts/packaging/wasmKernel.mjs';
import type { SavingCommand } from './savingProcess';

/** Whether this system can simulate a power loss: it needs glibc's LD_PRELOAD and /proc. */
export const canLosePower = process.platform === 'linux';

/** Builds what `startSaving` runs, into a folder from which the packages are found. */
export async function buildSavingProcess(folder: string): Promise<{ script: string; shim: string }> {
  const here = resolve('test', 'node', 'engine', 'powerLoss');
  await build({
    configFile: false,
    plugins: [bundledCode(), wasmKernel()],
    logLevel: 'error',
    build: {
      ssr: join(here, 'savingProcess.ts'),
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'savingProcess.cjs' } },
    },
  });
  const shim = join(folder, 'keepSynced.so');
  const compiler = process.env.CC ?? 'cc';
  execFileSync(compiler, ['-shared', '-fPIC', '-O1', '-o', shim, join(here, 'keepSynced.c'), '-ldl']);
  return { script: join(folder, 'savingProcess.cjs'), shim };
}

/**
 * Starts a process that works on a project in `folder`, and records all that is synced there.
 * @param folder of the test's own
 */
export function startSaving(built: { script: string; shim: string }, folder: string) {
  const disk = join(folder, 'disk');
  const kept = join(folder, 'kept');
  for (const path of [disk, kept]) mkdirSync(path, { recursive: true });
  const child = spawn(process.execPath, [built.script, disk], {
    env: { ...process.env, LD_PRELOAD: built.shim, POWER_ROOT: disk, POWER_KEPT: kept },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    disk,
    /** Runs a command and waits until the process reports that it is done. */
    async ask(command: SavingCommand): Promise<void> {
      child.stdin.write(`${JSON.stringify(command)}\n`);
      const line: IteratorResult<string, unknown> = await lines.next();
      if (line.value !== 'done') throw new Error(`${command.do}: ${String(line.value)}`);
    },
    /** Writes into a new folder the minimum that a power loss at this moment leaves. */
    losePower(name: string): string {
      const after = join(folder, name);
      mkdirSync(after);
      for (const [file, key] of keptEntries(kept, disk)) {
        const bytes = join(kept, key);
        if (existsSync(bytes)) copyFileSync(bytes, join(after, file));
        else writeFileSync(join(after, file), '');
      }
      return after;
    },
    stop: () => child.kill('SIGKILL'),
  };
}

/** The names that were in the folder when it was last synced, with the keys of their files. */
function keptEntries(kept: string, disk: string): [file: string, key: string][] {
  const { ino, birthtimeNs } = statSync(disk, { bigint: true });
  const listing = join(kept, `${ino}-${birthtimeNs / 1_000_000_000n}-${birthtimeNs % 1_000_000_000n}`);
  if (!existsSync(listing)) return [];
  return readFileSync(listing, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [key = '', ...name] = line.split(' ');
      return [name.join(' '), key];
    });
}
