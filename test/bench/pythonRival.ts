import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './ground';
import type { Rival } from './row';

/** A rival in a Python process of its own, which lives from its first run to `end`. */
export interface PythonRival extends Rival {
  readonly end: () => void;
}

/**
 * Starts a script of `rivals/`, which prepares its work, prints its name with its version, and answers each line that it reads
 * with a number (`serve.py`): imports and preparation are not measured. A script that ends before that counts as a
 * missing rival, with
 * the last line of its error output as the reason.
 * @param script such as `usearch_exact.py`
 * @param args given to the script: files to work on, sizes
 */
export async function pythonRival(script: string, args: readonly string[]): Promise<PythonRival> {
  const python = process.env.TOPO2VEC_BENCH_PYTHON;
  if (python === undefined || python === '') return missing(script, 'no Python with the rivals');
  const child = spawn(python, [join(root, 'test', 'bench', 'rivals', script), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint = (complaint + text.toString()).slice(-2000);
  });
  const closed = once(child, 'close').catch((error: unknown) => {
    complaint = String(error);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string | null> => {
    const line = await lines.next();
    return line.done === true ? null : line.value;
  };
  const reason = async (): Promise<string> => {
    await closed;
    return complaint.trim().split('\n').slice(-1).join('') || 'it ended';
  };
  const name = await next();
  if (name === null) return missing(script, await reason());
  const run = async (): Promise<number> => {
    child.stdin.write('run\n');
    const answer = await next();
    if (answer === null) throw new Error(`${name} ended: ${await reason()}`);
    return Number(answer);
  };
  return { name, run, missing: null, end: () => child.stdin.end() };
}

function missing(script: string, why: string): PythonRival {
  const run = (): number => NaN;
  return { name: script.replace(/\.py$/, ''), run, missing: why, end: () => undefined };
}
