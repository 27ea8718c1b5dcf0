import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../setup/childProcesses.mjs';
import { repoRoot } from '../setup/paths.mjs';
import { formatSeconds, Progress } from '../setup/progress.mjs';
import { describeOutcome, neverEmpty } from './outcome.mjs';

/** @typedef {import('./outcome.mjs').Outcome} Outcome */

/**
 * Runs a test runner that writes a JSON report; its output is shown when something failed.
 *
 * @param {object} runner
 * @param {string} runner.name
 * @param {string} runner.node - the Node to run it with.
 * @param {(report: string) => { args: string[], env?: NodeJS.ProcessEnv }} runner.command - arguments of Node, and
 * additions to the environment, for a report at the path given.
 * @param {(report: any) => Outcome} runner.outcome - reads the parsed report.
 * @returns {Promise<Outcome>}
 */
export async function runTests({ name, node, command, outcome }) {
  const folder = mkdtempSync(join(tmpdir(), 'topo2vec-report-'));
  const progress = new Progress(name);
  progress.say('running');
  try {
    const report = join(folder, 'report.json');
    const { args, env } = command(report);
    const { code, output } = await run(node, args, { cwd: repoRoot, ...(env && { env }) });
    const counted = existsSync(report)
      ? outcome(JSON.parse(readFileSync(report, 'utf8')))
      : { passed: 0, failed: 1 };
    const result = neverEmpty(counted, code === 0);
    progress.end(describeOutcome(result));
    if (result.failed > 0) process.stdout.write(`${output.trimEnd()}\n`);
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs checks that only pass or fail, several at a time; the output of those that fail is shown.
 *
 * @param {{ name: string, args: string[] }[]} checks - arguments of Node.
 * @param {number} atOnce
 * @returns {Promise<Outcome[]>} one passed or failed each.
 */
export async function runChecks(checks, atOnce) {
  const waiting = [...checks];
  /** @type {Outcome[]} */
  const outcomes = [];
  const progress = new Progress('Static checks');
  progress.say('running');
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const startMs = Date.now();
      const { code, output } = await run(process.execPath, check.args, { cwd: repoRoot });
      const duration = formatSeconds(Date.now() - startMs);
      progress.note(`${check.name} ${code === 0 ? 'passed' : 'failed'} (${duration})`);
      if (code !== 0) process.stdout.write(`${output.trimEnd()}\n`);
      outcomes.push({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  progress.end('done');
  return outcomes;
}
