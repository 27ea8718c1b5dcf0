import type { Task } from '../../shared/task';
import { slowText, type SlowStatement } from '../engine/store/slowStatements';
import { logLine } from '../platform/processLog';

/** Output of a command: results on stdout, everything else on stderr. */
export class Output {
  private lastMs = 0;
  private open = false;

  constructor(readonly json: boolean) {}

  /** Prints a result: as JSON with --json, else as readable text. */
  result(value: unknown, text: string): void {
    process.stdout.write(this.json ? `${JSON.stringify(value, null, 2)}\n` : `${text}\n`);
  }

  /** Prints one result of several: as a line of JSON with --json, else as readable text. */
  line(value: unknown, text: string): void {
    process.stdout.write(this.json ? `${JSON.stringify(value)}\n` : `${text}\n`);
  }

  note(text: string): void {
    this.endProgress();
    process.stderr.write(`${text}\n`);
  }

  /** A line that is overwritten on a terminal; elsewhere at most one every ten seconds. */
  progress({ title, state, message, done, total, unit, remainingS }: Task): void {
    if (state !== 'running') return;
    const everyMs = process.stderr.isTTY ? 100 : 10_000;
    if (Date.now() - this.lastMs < everyMs) return;
    this.lastMs = Date.now();
    const share = total > 0 ? ` ${Math.round(done)}/${Math.round(total)} ${unit}` : '';
    const rest = remainingS === null ? '' : `, ${Math.ceil(remainingS)} s left`;
    const line = `${title}: ${message}${share}${rest}`;
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\x1b[2K${line.slice(0, process.stderr.columns)}`);
      this.open = true;
    } else process.stderr.write(`${line}\n`);
  }

  endProgress(): void {
    if (this.open) process.stderr.write('\r\x1b[2K');
    this.open = false;
  }

  /** Logs a slow statement. */
  slow(statement: SlowStatement): void {
    this.endProgress();
    logLine('command', 'slow statement', slowText(statement));
  }

  bug(where: string, error: unknown): void {
    this.endProgress();
    logLine('command', where, error);
  }
}
