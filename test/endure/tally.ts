/**
 * The outcome of one case. The first three are correct; `early` is a process that had ended before it was killed.
 * `misled` is a
 * refusal with a wrong reason.
 */
export const outcomes = [
  'fine',
  'refused',
  'early',
  'lost',
  'damaged',
  'misled',
  'crashed',
  'hung',
  'too large',
] as const;
export type Outcome = (typeof outcomes)[number];

/** The outcome of a case, with its details. */
export interface Verdict {
  readonly outcome: Outcome;
  /** What was wrong, or the message; one line or a stack trace. */
  readonly detail: string;
  /** The most memory that the process under test has held, bytes. */
  readonly residentBytes: number;
  /** How long the case took, seconds. */
  readonly tookS: number;
}

/** Whether a verdict is a fault of the program. */
export const isFault = ({ outcome }: Pick<Verdict, 'outcome'>): boolean =>
  !['fine', 'refused', 'early'].includes(outcome);

/** The most memory that a process of the program may hold while it does one thing, bytes. */
export const RESIDENT_BYTES_MAX = 1.5e9;

/** How long the program may be silent, milliseconds. */
export const SILENT_MS_MAX = 20_000;

/** Counts of one kind of case. */
export class Tally {
  readonly counts: Record<Outcome, number> = {
    fine: 0,
    refused: 0,
    early: 0,
    lost: 0,
    damaged: 0,
    misled: 0,
    crashed: 0,
    hung: 0,
    'too large': 0,
  };
  largestBytes = 0;
  slowestS = 0;

  /** @param kind e.g. `kill while embedding` */
  constructor(readonly kind: string) {}

  add(verdict: Verdict): void {
    this.counts[verdict.outcome] += 1;
    this.largestBytes = Math.max(this.largestBytes, verdict.residentBytes);
    this.slowestS = Math.max(this.slowestS, verdict.tookS);
  }

  /** Cases that were run. */
  get run(): number {
    return outcomes.reduce((sum, outcome) => sum + this.counts[outcome], 0);
  }

  /** Cases that showed a fault. */
  get faults(): number {
    return outcomes.reduce((sum, outcome) => sum + (isFault({ outcome }) ? this.counts[outcome] : 0), 0);
  }

  /** Every figure by its name, for the report. */
  toJSON(): Record<string, string | number> {
    return {
      kind: this.kind,
      run: this.run,
      ...this.counts,
      largestMegabytes: Math.round(this.largestBytes / 1e6),
      slowestS: Number(this.slowestS.toFixed(2)),
    };
  }
}

const columns = ['kind', 'run', ...outcomes, 'largest', 'slowest'] as const;

/** The heading of the table that `tallyLine` makes the rows of. */
export const tallyHeading = `| ${columns.join(' | ')} |\n|${columns.map(() => '---').join('|')}|`;

/** One line of a Markdown table. */
export function tallyLine(tally: Tally): string {
  const cells = [
    tally.kind,
    tally.run,
    ...outcomes.map((outcome) => tally.counts[outcome]),
    `${Math.round(tally.largestBytes / 1e6)} MB`,
    `${tally.slowestS.toFixed(1)} s`,
  ];
  return `| ${cells.join(' | ')} |`;
}
