import { isFault, Tally, type Verdict } from './tally';
import { Found } from './found';

/** What a campaign does, and where. */
export interface Plan {
  /** Equal seeds draw equal cases. */
  readonly seed: number;
  readonly kills: number;
  readonly files: number;
  readonly disks: number;
  /** After which no case starts; Infinity: no limit. */
  readonly minutes: number;
  /** Cases at the same time. */
  readonly jobs: number;
  /** For what cases need; removed by whoever made it. */
  readonly folder: string;
  /** Where inputs that showed a fault are kept. */
  readonly foundFolder: string;
  /** The repository: its fixtures, sample and encoders. */
  readonly root: string;
  /** The built campaign, which is started again as child processes. */
  readonly entry: string;
  /** The built command. */
  readonly cli: string;
  /** Called for every fault as it is met. */
  readonly say: (line: string) => void;
}

/** The counts of a campaign and the faults that it has found. */
export class Campaign {
  readonly found: Found;
  private readonly tallies = new Map<string, Tally>();
  /** When its time is up, milliseconds since 1970; Infinity: never. */
  readonly untilMs: number;

  constructor(readonly plan: Plan) {
    this.found = new Found(plan.foundFolder);
    this.untilMs = Date.now() + plan.minutes * 60_000;
  }

  /** Whether its time is up. */
  isOver(): boolean {
    return Date.now() > this.untilMs;
  }

  /**
   * Counts a case, and keeps its input if it showed a fault.
   * @param kind of the line that it is counted in
   * @param name of the case
   * @param replay what `--replay` needs
   * @param input a folder to be kept
   */
  note(
    kind: string,
    name: string,
    verdict: Verdict,
    replay: Readonly<Record<string, unknown>>,
    input: string,
  ): void {
    const tally = this.tallies.get(kind) ?? new Tally(kind);
    this.tallies.set(kind, tally);
    tally.add(verdict);
    if (!isFault(verdict)) return;
    this.found.add(kind, name, verdict, replay, input);
    this.plan.say(`${name}: ${verdict.outcome}: ${verdict.detail.split('\n').slice(0, 2).join(' ')}`);
  }

  /** The counts, a kind a line, in the order of their names. */
  lines(): Tally[] {
    return [...this.tallies.values()].sort((a, b) => a.kind.localeCompare(b.kind, 'en'));
  }

  /** Cases that showed a fault. */
  get faults(): number {
    return this.lines().reduce((sum, tally) => sum + tally.faults, 0);
  }
}
