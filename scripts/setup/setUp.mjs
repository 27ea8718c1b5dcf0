import { join } from 'node:path';
import { takeLock } from './lock.mjs';
import { refuseOldNode } from './nodeVersion.mjs';
import { repoRoot } from './paths.mjs';
import { Progress } from './progress.mjs';
import { describeFailure } from './setupError.mjs';

/**
 * One thing to set up. Steps can be interrupted at any moment and run again.
 *
 * @typedef {object} Step
 * @property {string} title
 * @property {() => boolean} isDone - whether nothing is left to do; takes milliseconds and changes nothing.
 * @property {(progress: Progress) => Promise<string>} run - does it and checks the result; returns a word on how.
 */

/**
 * Does the steps that are not done yet, in order, with progress on stderr. If several set-ups of one checkout run,
 * one works and the others wait for it.
 *
 * @param {Step[]} steps - each may rely on those before it.
 * @throws {SetupError} when Node is too old; what a step throws: nothing after that step is done.
 */
export async function setUp(steps) {
  refuseOldNode();
  if (allDone(steps)) return;
  const file = join(repoRoot, '.cache', 'set-up.lock');
  const release = await takeLock(file, (pid) => {
    process.stderr.write(
      `Waiting for another set-up of this checkout (process ${pid}). If no such process runs, delete ${file}\n`,
    );
  });
  try {
    for (const [index, step] of steps.entries()) {
      if (step.isDone()) continue;
      const progress = new Progress(`[${index + 1}/${steps.length}] ${step.title}`);
      try {
        progress.end(await step.run(progress));
      } catch (error) {
        progress.end('failed');
        throw error;
      }
    }
  } finally {
    release();
  }
}

/**
 * As {@link setUp}, for commands: on failure prints what failed and what to do, and ends the process with
 * status 1.
 *
 * @param {Step[]} steps
 */
export async function setUpOrExit(steps) {
  try {
    await setUp(steps);
  } catch (error) {
    process.stderr.write(`\n${describeFailure(error)}\n\nStart the set-up again to continue from here.\n`);
    process.exit(1);
  }
}

/** @param {Step[]} steps */
function allDone(steps) {
  // A later step's test may need what an earlier step provides, so the first that is not done ends the search.
  return steps.every((step) => step.isDone());
}
