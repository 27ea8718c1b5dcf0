import type { Frames } from './frames';

/** Runs of the same movement, alternately with and without points on the map. */
export interface Movement {
  readonly name: string;
  readonly shown: readonly Frames[];
  readonly hidden: readonly Frames[];
}

/** The columns measured in a run. */
const columns: readonly (readonly [title: string, read: (frames: Frames) => number])[] = [
  ['frame p50, ms', ({ frameMs }) => at(frameMs, 0.5)],
  ['frame p95, ms', ({ frameMs }) => at(frameMs, 0.95)],
  ['input to frame p50, ms', ({ latencyMs }) => at(latencyMs, 0.5)],
  ['input to frame p95, ms', ({ latencyMs }) => at(latencyMs, 0.95)],
  ['page a frame, ms', ({ busyMs }) => busyMs],
  ['drawing a frame, ms of processor', ({ drawingMs }) => drawingMs],
];

/** The table that the benchmark prints: least / median of the runs, and the median of the ratios of neighbouring runs. */
export function frameTable(movements: readonly Movement[]): string {
  const titles = columns.map(([title]) => title);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = movements.flatMap(({ name, shown, hidden }) => [
    line([name, ...columns.map(([, read]) => leastAndMedian(shown.map(read)))]),
    line([`${name}, no points shown`, ...columns.map(([, read]) => leastAndMedian(hidden.map(read)))]),
    line([
      'ratio',
      ...columns.map(([, read]) =>
        at(
          shown.map((frames, run) => read(frames) / read(hidden[run] ?? frames)),
          0.5,
        ).toFixed(2),
      ),
    ]),
  ]);
  return [line(['', ...titles]), `|${'---|'.repeat(titles.length + 1)}`, ...rows].join('\n');
}

const leastAndMedian = (values: readonly number[]): string =>
  `${at(values, 0).toFixed(1)} / ${at(values, 0.5).toFixed(1)}`;

/** The value below which a share of them lies (quantile). */
function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
