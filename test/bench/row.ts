/** One row of the table that `npm run bench` prints. */
export interface Row {
  /** The work, with its sizes. */
  readonly what: string;
  /** Of every run: 's', 'ms', 'patches/s', 'MB' ... */
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** What each of our runs measured. */
  readonly ours: readonly number[];
  /** What the other software measured in turn with ours; null where there is nothing to compare with. */
  readonly rival: RivalRuns | null;
  /** The minimum work: bytes read, multiply-adds; '' where it has not been worked out. */
  readonly limit: string;
}

/** Runs of other software, or why there are none. */
interface RivalRuns {
  /** With its version, such as `usearch 2.26.6`. */
  readonly name: string;
  readonly runs: readonly number[];
  /** Why it did not run; null where it did. */
  readonly missing: string | null;
}

/** One run of a piece of work; gives what it measured, in its row's unit. */
export type Run = () => Promise<number> | number;

/** Other software that runs the same work, or the reason why it does not. */
export interface Rival {
  readonly name: string;
  readonly run: Run;
  readonly missing: string | null;
}

/** Rounds of `interleaved` where the caller asks for no other number. */
const ROUNDS = 5;

/** How long `fastest` repeats its runs, milliseconds. */
const TURNS_MS = 2000;

/**
 * Runs ours and the rival in turn, so that other load on the machine affects both. The first round of each is not
 * counted.
 * @param rounds that are counted; default 5
 */
export async function interleaved(
  ours: Run,
  rival: Rival | null,
  rounds = ROUNDS,
): Promise<Pick<Row, 'ours' | 'rival'>> {
  const mine: number[] = [];
  const other: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    mine.push(await ours());
    if (rival?.missing === null) other.push(await rival.run());
  }
  return {
    ours: mine.slice(1),
    rival: rival && { name: rival.name, runs: other.slice(1), missing: rival.missing },
  };
}

/** Makes a run of a piece of work: the seconds that it takes by the clock. */
export function seconds(work: () => Promise<unknown>): () => Promise<number> {
  return async () => {
    const fromMs = performance.now();
    await work();
    return (performance.now() - fromMs) / 1000;
  };
}

/** Makes a run that measures the items a second in the best of many short runs. */
export function fastest(items: number, turn: () => void): () => number {
  return () => {
    let least = Infinity;
    const endMs = performance.now() + TURNS_MS;
    do {
      const fromMs = performance.now();
      turn();
      least = Math.min(least, performance.now() - fromMs);
    } while (performance.now() < endMs);
    return (items / least) * 1000;
  };
}
