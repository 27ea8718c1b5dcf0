import { spawn } from 'node:child_process';
import { SetupError } from './setupError.mjs';

const keptOutput = 4_000_000;
const shownOutputLines = 25;
const graceMs = 5_000;
/** Signals within this time are one request: Ctrl+C comes from the terminal and, on some systems, again from npm. */
const sameRequestMs = 1000;

/** Children still running, each the leader of its own process group. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Set when this process was asked to end: what its exit status will be. @type {{ status: number, sinceMs: number } | undefined} */
let ending;

for (const [signal, number] of /** @type {[NodeJS.Signals, number][]} */ ([
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
])) {
  process.on(signal, () => {
    // Without children the default is wanted, and other listeners decide themselves when to exit.
    if (running.size > 0) endWithChildren(128 + number);
    else if (process.listenerCount(signal) === 1) process.exit(128 + number);
  });
}
process.on('exit', () => {
  for (const child of running) killGroup(child, 'SIGTERM');
});

/**
 * Asks all children to end and exits after them, so that none is left at the next start and a test runner can close
 * its windows. Those that take too long (npm runs for most of a minute) are killed; a second request kills all.
 *
 * @param {number} status
 */
function endWithChildren(status) {
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    for (const child of running) killGroup(child, signal);
  };
  const endNow = () => {
    stop('SIGKILL');
    process.exit(status);
  };
  if (ending !== undefined) {
    if (Date.now() - ending.sinceMs > sameRequestMs) endNow();
    return;
  }
  ending = { status, sinceMs: Date.now() };
  process.stderr.write('\nStopping what is under way\n');
  stop('SIGTERM');
  setTimeout(endNow, graceMs).unref();
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] - additions to this process's environment.
 * @property {number} [limitS] - seconds after which the command is stopped.
 * @property {number} [stallS] - seconds without output or a rising measure after which it is stopped.
 * @property {() => number} [measure] - something that grows while the command works, e.g. bytes on disk.
 * @property {(value: number) => void} [onMeasure] - called with the measure every second.
 */

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} exit status (-1: stopped by a limit or a signal), and
 * stdout and stderr together.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const grouped = process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, NO_COLOR: '1', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: grouped,
    });
    running.add(child);
    let output = '';
    let stopped = '';
    let lastSignOfLifeMs = Date.now();
    let measured = 0;
    const startMs = Date.now();
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-keptOutput);
      lastSignOfLifeMs = Date.now();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = setInterval(() => {
      const value = options.measure?.() ?? 0;
      if (value > measured) lastSignOfLifeMs = Date.now();
      measured = value;
      options.onMeasure?.(value);
      if (options.limitS !== undefined && Date.now() - startMs > options.limitS * 1000) {
        stopped = `stopped after ${options.limitS} s`;
      } else if (options.stallS !== undefined && Date.now() - lastSignOfLifeMs > options.stallS * 1000) {
        stopped = `stopped after ${options.stallS} s without a sign of life`;
      }
      if (stopped !== '') killGroup(child, 'SIGKILL');
    }, 1000);
    const end = (/** @type {number} */ code) => {
      clearInterval(timer);
      running.delete(child);
      // Callers must not continue after a command that ended because this process is about to exit.
      if (ending === undefined)
        resolve({ code, output: stopped === '' ? output : `${output}\n(${stopped})` });
      else if (running.size === 0) process.exit(ending.status);
    };
    child.on('error', (error) => {
      output += `${command}: ${error.message}`;
      end(-1);
    });
    child.on('close', (code) => end(code ?? -1));
  });
}

/**
 * Runs a command that has to succeed.
 *
 * @param {string} what - what it does, for the error, e.g. `npm could not install the packages`.
 * @param {string[]} waysOut - see {@link SetupError}.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} its output.
 * @throws {SetupError} when it cannot be started or its exit status is not 0.
 */
export async function mustRun(what, waysOut, command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new SetupError(what, waysOut, lastLines(output));
  return output;
}

/**
 * @param {string} output
 * @param {number} [count]
 * @returns {string} the last lines.
 */
export function lastLines(output, count = shownOutputLines) {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function killGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}
