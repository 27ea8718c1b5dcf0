import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Takes a lock that one process holds at a time. A lock whose process is gone is taken over.
 *
 * @param {string} file - the lock; its folder is made when missing.
 * @param {(holderPid: number) => void} onWait - called once when another living process holds it.
 * @returns {Promise<() => void>} gives the lock back; the end of the process gives it back too.
 */
export async function takeLock(file, onWait) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!tryLock(file)) {
    const holder = holderOf(file);
    if (holder === undefined) continue;
    if (!isAlive(holder)) {
      removeDeadLock(file, holder);
      continue;
    }
    if (!told) onWait(holder);
    told = true;
    await wait(250);
  }
  const release = () => {
    if (holderOf(file) === process.pid) rmSync(file, { force: true });
  };
  process.on('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

/**
 * Writes the lock beside and links it into place, so that no one ever reads a lock without its process number.
 *
 * @param {string} file
 * @returns {boolean} whether it is ours now.
 */
function tryLock(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Two processes may find the same dead lock: each moves what it finds aside, and one that finds it moved a
 * living lock instead puts that back.
 *
 * @param {string} file
 * @param {number} deadPid
 */
function removeDeadLock(file, deadPid) {
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    if (holderOf(aside) !== deadPid) linkSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * @param {string} file
 * @returns {number | undefined} the process that wrote the lock; undefined when there is no lock.
 */
function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * @param {number} pid
 * @returns {boolean} whether such a process runs; numbers that name none count as dead.
 */
export function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}
