import type { LabelImportReport } from '../../shared/taskResult';

/** What became of the features of a file or a download, in lines. */
export function importedLines(report: LabelImportReport): string {
  const { added, areas, duplicates, outside, leftOut, holds } = report;
  return [
    `Added ${added} labels${areas > 0 ? ` and ${areas} areas` : ''}; ${duplicates} were already in the project, ${outside} lie outside the terrain.`,
    ...leftOut.map(
      ({ reason, count }) => `Left out: ${count} ${count === 1 ? 'feature' : 'features'} ${reason}.`,
    ),
    ...(holds.length > 0
      ? [`The file holds ${holds.map(({ kind, count }) => `${kind} (${count})`).join(', ')}.`]
      : []),
  ].join('\n');
}
