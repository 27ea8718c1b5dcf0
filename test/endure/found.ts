import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFault, type Verdict } from './tally';

/** Inputs that are kept for each kind and fault; more would only fill the disk. */
const KEPT_OF_ONE_FAULT = 3;

/** A fault that was met, and how often. */
interface Fault {
  readonly kind: string;
  readonly outcome: string;
  /** The first line of what was wrong, numbers left out. */
  readonly what: string;
  readonly detail: string;
  readonly kept: string[];
  times: number;
}

/** Keeps the inputs of cases that showed a fault, so that they can be replayed, and counts like faults together. */
export class Found {
  private readonly faults = new Map<string, Fault>();

  /** @param folder made when something is found */
  constructor(readonly folder: string) {}

  /**
   * Notes a fault.
   * @param name of the case, a file name
   * @param replay what `--replay` needs, beside the input
   * @param input a folder to be copied
   */
  add(
    kind: string,
    name: string,
    verdict: Verdict,
    replay: Readonly<Record<string, unknown>>,
    input: string,
  ): void {
    if (!isFault(verdict)) return;
    const what = (verdict.detail.split('\n')[0] ?? '').replaceAll(/[\d.]+/g, '#').slice(0, 160);
    const key = `${kind} ${verdict.outcome} ${what}`;
    const fault = this.faults.get(key) ?? {
      kind,
      outcome: verdict.outcome,
      what,
      detail: verdict.detail.slice(0, 2000),
      kept: [],
      times: 0,
    };
    this.faults.set(key, fault);
    fault.times += 1;
    if (fault.kept.length >= KEPT_OF_ONE_FAULT) return;
    const kept = join(this.folder, name.replaceAll(/[^\w.-]+/g, '-'));
    mkdirSync(kept, { recursive: true });
    if (existsSync(input)) cpSync(input, join(kept, 'input'), { recursive: true });
    writeFileSync(join(kept, 'case.json'), `${JSON.stringify({ kind, ...replay, ...verdict }, null, 2)}\n`);
    fault.kept.push(kept);
  }

  /** Every fault, the most frequent first. */
  list(): Fault[] {
    return [...this.faults.values()].sort((a, b) => b.times - a.times);
  }
}
