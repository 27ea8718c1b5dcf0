import type { TableResult } from '../../../../shared/experiments/table';
import { compare, type Compared, meanOverColumns } from './statistics';

/** The most columns side by side on a page. */
const ACROSS = 6;

/** A column of a table with its methods compared; the last of several is their mean. */
export interface ComparedColumn {
  readonly title: string;
  readonly colour: string;
  readonly isMean: boolean;
  /** Radius and sizes; null for the mean. */
  readonly facts: TableResult['columns'][number] | null;
  /** [rows][seeds] */
  readonly accuracies: readonly (readonly number[] | null)[];
  readonly compared: readonly (Compared | null)[];
  /** Percent, by row; a mean has no standard deviation, since the paper does not publish it. */
  readonly published: readonly ({ readonly mean: number; readonly sd: number | null } | null)[];
}

/** The columns of a table and, where there are several, their mean: of the columns that any method applies to. */
export function comparedColumns({ columns, rows }: TableResult): ComparedColumn[] {
  const single = columns.map((facts, index): ComparedColumn => {
    const accuracies = rows.map((row) => row.accuracies[index] ?? null);
    return {
      title: facts.title,
      colour: facts.colour,
      isMean: false,
      facts,
      accuracies,
      compared: compare(accuracies),
      published: rows.map((row) => row.published[index] ?? null),
    };
  });
  const answered = single.filter(({ compared }) => compared.some((entry) => entry !== null));
  if (answered.length < 2) return single;
  const accuracies = rows.map((_, row) =>
    meanOverColumns(answered.map((column) => column.accuracies[row] ?? null)),
  );
  return [
    ...single,
    {
      title: 'Mean',
      colour: '#707070',
      isMean: true,
      facts: null,
      accuracies,
      compared: compare(accuracies),
      published: rows.map((_, row) => meanPublished(answered.map((column) => column.published[row] ?? null))),
    },
  ];
}

function meanPublished(entries: readonly ({ mean: number } | null)[]): { mean: number; sd: null } | null {
  const known = entries.filter((entry) => entry !== null);
  if (known.length < entries.length) return null;
  return { mean: known.reduce((sum, { mean }) => sum + mean, 0) / known.length, sd: null };
}

/** Names of the rows, with their detail where several have the same name. */
export function rowNames({ rows }: TableResult): string[] {
  return rows.map(({ name, detail }) =>
    detail !== '' && rows.filter((row) => row.name === name).length > 1 ? `${name}, ${detail}` : name,
  );
}

/** Columns in blocks that a page carries, of about the same number. */
export function blocksOf(columns: readonly ComparedColumn[]): ComparedColumn[][] {
  const blocks = Math.ceil(columns.length / ACROSS);
  const across = Math.ceil(columns.length / blocks);
  return Array.from({ length: blocks }, (_, index) => columns.slice(index * across, (index + 1) * across));
}
