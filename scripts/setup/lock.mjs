import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Takes a lock that one process holds at a time. The lock of a process that has ended is taken over.
 *
 * @param {string} file - the lock; its folder is created when missing.
 * @param {(holderPid: number) => void} onWait - called once when another living process holds it.
 * @returns {Promise<() => void>} releases the lock; the end of the process releases it too.
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
 * Several processes may find the same dead lock. One at a time may look again and remove it, so that none removes
 * the lock that another has just taken in its place.
 *
 * @param {string} file
 * @param {number} deadPid - as in the lock; NaN when that is not a number.
 */
function removeDeadLock(file, deadPid) {
  const turn = `${file}.takeover`;
  if (!tryLock(turn)) {
    const holder = holderOf(turn);
    if (holder !== undefined && !isAlive(holder)) rmSync(turn, { force: true });
    return;
  }
  try {
    if (Object.is(holderOf(file), deadPid)) rmSync(file, { force: true });
  } finally {
    rmSync(turn, { force: true });
  }
}

/**
 * @param {string} file
 * @returns {number | undefined} the process that wrote the lock, NaN when it names none; undefined when there is no lock.
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
