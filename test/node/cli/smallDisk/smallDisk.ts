import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { cli, commandEnv } from '../runCommand';

/** One thing to do on a small disk. */
export type Step =
  | { readonly run: readonly string[]; readonly env?: Record<string, string> }
  | { readonly copy: string; readonly to: string }
  /** Fills the disk except for so many bytes. */
  | { readonly leaveBytes: number }
  /** Frees the filled space. */
  | { readonly empty: true }
  | { readonly readOnly: true };

const said = z.object({
  code: z.number().nullable(),
  stdout: z.string(),
  stderr: z.string(),
  /** Names on the disk afterwards. */
  files: z.array(z.string()),
});
/** The outcome of a step. */
export type Said = z.infer<typeof said>;

/**
 * What starts a process in a mount namespace of its own here, where it may mount a file system that nobody else sees: as
 * root, else as root of a user namespace; undefined where neither is allowed.
 */
export const ownMounts = [
  ['unshare', '-m'],
  ['unshare', '-r', '-m'],
].find(
  ([program = '', ...options]) =>
    process.platform === 'linux' &&
    spawnSync(program, [...options, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0,
);

/** Does steps, one after the other, on a file system of some megabytes that is mounted on `disk` for them alone. */
export function onSmallDisk(folder: string, disk: string, megabytes: number, steps: readonly Step[]): Said[] {
  mkdirSync(disk, { recursive: true });
  const script = resolve('test', 'node', 'cli', 'smallDisk', 'steps.mjs');
  const [program = '', ...options] = ownMounts ?? [];
  const output = execFileSync(
    program,
    [...options, process.execPath, script, disk, String(megabytes), cli, JSON.stringify(steps)],
    { encoding: 'utf8', env: commandEnv(folder), maxBuffer: 64 * 1024 * 1024 },
  );
  return z.array(said).parse(JSON.parse(output));
}
