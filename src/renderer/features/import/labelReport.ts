import { count, plural } from '../../../shared/format';
import type { LabelImportReport } from '../../../shared/taskResult';

/** An import of labels in words. */
interface ReportWords {
  readonly text: string;
  /** What was left out and why, a line each; empty where nothing was. */
  readonly lines: readonly string[];
}

const times = (number: number, noun: string): string =>
  `${count(number)} ${number === 1 ? noun : plural(noun)}`;

/**
 * What an import added and what it left out, by reason.
 * @param source the file's name
 * @param nameOfClass a class's name for people, singular
 */
export function reportWords(
  source: string,
  report: LabelImportReport,
  nameOfClass: (classId: string) => string,
): ReportWords {
  const { added, areas, duplicates, outside, leftOut, holds } = report;
  const byClass = Object.entries(report.byClass)
    .filter(([, number]) => number > 0)
    .map(([classId, number]) => times(number, nameOfClass(classId).toLowerCase()));
  const parts = [...(areas > 0 ? [times(areas, 'area')] : []), ...(added > 0 ? [times(added, 'label')] : [])];
  const taken =
    parts.length === 0
      ? 'no labels added'
      : `${parts.join(' and ')} added${byClass.length > 0 ? ` (${byClass.join(', ')})` : ''}`;
  const left = [
    ...(duplicates > 0
      ? [`${count(duplicates)} ${duplicates === 1 ? 'was' : 'were'} already in the project`]
      : []),
    ...(outside > 0
      ? [`${count(outside)} ${outside === 1 ? 'lies' : 'lie'} where there is no elevation`]
      : []),
    ...leftOut.map(({ reason, count: number }) => `${count(number)} left out: ${reason}`),
  ];
  const held = holds.map(({ kind, count: number }) => `${kind} (${count(number)})`);
  return {
    text: `${source}: ${taken}.`,
    lines: parts.length === 0 && held.length > 0 ? [...left, `It holds ${held.join(', ')}`] : left,
  };
}
