// Runs in a mount namespace of its own: mounts a small file system in memory, does the steps there and prints what came
// of each. Arguments: the folder to mount on, megabytes, the built command, the steps as JSON.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [disk = '', megabytes = '', command = '', steps = '[]'] = process.argv.slice(2);
execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk]);
const filler = join(disk, 'filler');

/** Fills the disk except for some bytes. @param {number} freeBytes */
function fill(freeBytes) {
  rmSync(filler, { force: true });
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - freeBytes)));
}

/** @type {import('./smallDisk').Said[]} */
const said = JSON.parse(steps).map((/** @type {import('./smallDisk').Step} */ step) => {
  if ('copy' in step) cpSync(step.copy, join(disk, step.to), { recursive: true });
  else if ('leaveBytes' in step) fill(step.leaveBytes);
  else if ('readOnly' in step) execFileSync('mount', ['-o', 'remount,ro', disk]);
  else if ('empty' in step) {
    if (existsSync(filler)) truncateSync(filler);
  } else {
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...step.run], {
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, ...step.env },
    });
    return { code: status, stdout, stderr, files: readdirSync(disk).sort() };
  }
  return { code: 0, stdout: '', stderr: '', files: readdirSync(disk).sort() };
});
process.stdout.write(JSON.stringify(said));
