import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { mustRun } from './setup/childProcesses.mjs';
import { electronsAtHand } from './setup/electron.mjs';
import { nodeModules } from './setup/paths.mjs';
import { Progress } from './setup/progress.mjs';
import { readRuntimes } from './setup/runtimes.mjs';
import { setUp } from './setup/setUp.mjs';
import { describeFailure } from './setup/setupError.mjs';
import { systemPackages, testSteps } from './setup/steps.mjs';
import { playwrightOutcome, totalLine, vitestOutcome } from './testing/outcome.mjs';
import { runChecks, runTests } from './testing/runner.mjs';
import { secondTests } from './testing/secondTests.mjs';
import { staticChecks } from './testing/staticChecks.mjs';
import { startXvfb } from './testing/xvfb.mjs';

/** @type {import('./testing/outcome.mjs').Outcome[]} */
const outcomes = [];
try {
  await setUp(testSteps);
  outcomes.push(...(await runChecks(staticChecks(), Math.min(4, availableParallelism()))));
  // Each Node runs other kernels of TensorFlow: results may differ only in the last digits.
  outcomes.push(
    await runVitest(`vitest, Node ${process.versions.node}, oneDNN`, process.execPath, ['run'], {
      TF_ENABLE_ONEDNN_OPTS: '1',
    }),
  );
  const second = secondNode();
  outcomes.push(
    await runVitest(`vitest, Node ${second.version}, TensorFlow's own kernels`, second.path, secondTests(), {
      TF_ENABLE_ONEDNN_OPTS: '0',
    }),
  );
  await setUp([systemPackages]);
  for (const { version, path } of electronsAtHand())
    outcomes.push(await runPlaywright('window', `, Electron ${version}`, { TOPO2VEC_ELECTRON: path }));
  if (process.platform === 'linux') outcomes.push(await testPackagedApp());
} catch (error) {
  console.log(describeFailure(error));
  outcomes.push({ passed: 0, failed: 1 });
}
console.log(totalLine(outcomes));
process.exit(outcomes.some(({ failed }) => failed > 0) ? 1 : 0);

/**
 * @param {string} name
 * @param {string} node
 * @param {string[]} tests - vitest's command and what names the tests.
 * @param {NodeJS.ProcessEnv} env - additions to the environment.
 */
function runVitest(name, node, tests, env) {
  const vitest = join(nodeModules, 'vitest', 'vitest.mjs');
  return runTests({
    name,
    node,
    command: (report) => ({
      args: [vitest, ...tests, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      env,
    }),
    outcome: vitestOutcome,
  });
}

/**
 * Packages the app unpacked and runs the main job in it.
 *
 * @returns {Promise<import('./testing/outcome.mjs').Outcome>}
 */
async function testPackagedApp() {
  const progress = new Progress('Packaging');
  progress.say('packaging the app unpacked');
  await mustRun('The app could not be packaged.', [], process.execPath, [
    join(import.meta.dirname, 'package.mjs'),
    '--dir',
    '--allow-old-electron',
  ]);
  progress.end('done');
  return runPlaywright('packaged');
}

/**
 * Runs window tests, each window on a display of its own: those on one display take the focus and the clipboard from each other.
 *
 * @param {'window' | 'packaged'} project - of playwright.config.ts.
 * @param {string} [on] - what it runs on, for its name.
 * @param {NodeJS.ProcessEnv} [env]
 */
async function runPlaywright(project, on = '', env = {}) {
  const screens =
    process.platform === 'linux' ? await Promise.all(Array.from({ length: windowsAtOnce() }, startXvfb)) : [];
  const displays = screens.map(({ display }) => display).join(' ');
  try {
    return await runTests({
      name: `Playwright, ${project}${on}`,
      node: secondNode().path,
      command: (report) => ({
        args: [
          join(nodeModules, '@playwright', 'test', 'cli.js'),
          'test',
          `--project=${project}`,
          '--reporter=list,json',
        ],
        env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report, TOPO2VEC_DISPLAYS: displays },
      }),
      outcome: playwrightOutcome,
    });
  } finally {
    for (const screen of screens) screen.stop();
  }
}

/** As many windows as have a core and 4 GB each. */
function windowsAtOnce() {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / 4e9)));
}

/** The newer Node, under which grids run too. */
function secondNode() {
  const second = readRuntimes().node24;
  if (second === undefined) throw new Error('The set-up has provided no second Node.');
  return second;
}
