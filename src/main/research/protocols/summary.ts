import type { ExperimentReport } from '../../../shared/experiments/experiments';
import type { TableResult } from '../../../shared/experiments/table';
import { meanAndSd, pairedDifference } from '../../../shared/statistics/paired';
import type { Protocol } from './protocolFile';
import { reference } from './reference';

/** A protocol and its result. */
export interface Measured {
  readonly protocol: Protocol;
  readonly provenance: ExperimentReport['provenance'];
  readonly result: TableResult;
}

/** The row that gains are measured against. */
const BASELINE = 'id';

/**
 * A page of Markdown: a table per protocol, the gain of each row over ID in the mean of the protocol's columns (paired
 * over the seeds), and the reference figures.
 * @param command what was typed
 */
export function summaryOf(measured: readonly Measured[], command: string): string {
  const [first] = measured;
  const { startedMs = 0, machine = '', software = {} } = first?.provenance ?? {};
  return [
    '# Protocols',
    '',
    `${new Date(startedMs).toISOString().slice(0, 10)}, ${machine}; ` +
      Object.entries(software)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    '',
    '```',
    command,
    '```',
    '',
    'Accuracy in percent, mean ± standard deviation over the seeds, which redraw training and test locations. Gain: points',
    'over ID with C = 1 in the mean of the columns, ± its standard error paired over the seeds, p of the paired t test. Seeds',
    'draw from the same labels, so p is a lower bound. In italics: an independent implementation (PyTorch, scikit-learn) on the',
    'same locations and draws, whose encoders saw 20,000 patches of davos 33 times; its deviations divide by n, not n - 1.',
    '',
    ...measured.flatMap(sectionOf),
  ].join('\n');
}

function sectionOf({ protocol, provenance, result }: Measured): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const titles = result.columns.map(
    ({ title, trainSize, testSize }) => `${title} (${trainSize}/${testSize})`,
  );
  const baseline = result.rows.find(({ name, detail }) => name === BASELINE && detail === '');
  const rows = result.rows.map((row) =>
    line([
      [row.name, row.detail].filter((part) => part !== '').join(', '),
      ...row.accuracies.map((values) => (values === null ? '–' : spread(values))),
      gainOver(baseline, row),
    ]),
  );
  return [
    `## ${protocol.name}`,
    '',
    `${protocol.about} ${Math.round(provenance.durationS)} s.`,
    '',
    line(['', ...titles, 'gain over ID']),
    line(['---', ...titles.map(() => '---'), '---']),
    ...rows,
    ...(reference[protocol.name] ?? []).map(({ name, values }) =>
      line([`_${name}, reference_`, ...values.map((value) => `_${value}_`), '']),
    ),
    '',
    ...result.columns.flatMap(({ title, note }) => (note === '' ? [] : [`${title}: ${note}`, ''])),
    `${provenance.attributions.join('; ')}. Elevations: ${provenance.dtms.map(({ name }) => name).join(', ')}.`,
    '',
  ];
}

const spread = (values: readonly number[]): string => {
  const { mean, sd } = meanAndSd(values);
  return `${(100 * mean).toFixed(1)} ± ${(100 * sd).toFixed(1)}`;
};

type Row = TableResult['rows'][number];

function gainOver(baseline: Row | undefined, row: Row): string {
  const ours = meansBySeed(row);
  const theirs = baseline === undefined ? null : meansBySeed(baseline);
  if (ours === null || theirs === null || row === baseline) return '';
  const { mean, se, p } = pairedDifference(ours, theirs);
  const sign = mean < 0 ? '−' : '+';
  return `${sign}${Math.abs(100 * mean).toFixed(1)} ± ${(100 * se).toFixed(1)} (p ${p < 0.001 ? '< 0.001' : p.toFixed(3)})`;
}

/** The mean over the columns by seed; null where a column has no result. */
function meansBySeed({ accuracies }: Row): number[] | null {
  const columns = accuracies.flatMap((values) => (values === null ? [] : [values]));
  if (columns.length < accuracies.length) return null;
  const seeds = columns[0]?.length ?? 0;
  return Array.from(
    { length: seeds },
    (_, seed) => meanAndSd(columns.map((values) => values[seed] ?? NaN)).mean,
  );
}
