import { count } from '../../../shared/format';
import type { LabelFilePreview } from '../../../shared/labels/labelFiles';

const counted = (number: number, one: string, many: string): string[] =>
  number === 0 ? [] : [`${count(number)} ${number === 1 ? one : many}`];

/** What a label file holds: `at least 3 points, 1 line`. */
export function contentsText({ counts, complete }: Pick<LabelFilePreview, 'counts' | 'complete'>): string {
  const parts = [
    ...counted(counts.points, 'point', 'points'),
    ...counted(counts.lines, 'line', 'lines'),
    ...counted(counts.polygons, 'polygon', 'polygons'),
    ...counted(counts.without, 'without a place', 'without a place'),
  ];
  return `${complete ? '' : 'at least '}${parts.join(', ') || 'nothing'}`;
}
