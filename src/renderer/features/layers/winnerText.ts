import type { RunInfo } from '../../../shared/contract/detections';
import { classMapCodes, shownCode, type Winner } from '../../../shared/labels/classMap';
import type { LabelClass } from '../../../shared/labels/labelClasses';

/** The class that a class map shows of a place; undefined where it shows none, or one that is no longer in the project. */
export function winningClass(
  { classIds }: Pick<RunInfo, 'classIds'>,
  classOf: (id: string) => LabelClass | undefined,
  winner: Winner,
  threshold: number,
): LabelClass | undefined {
  return classOf(classIds[shownCode(winner, threshold) - 1] ?? '');
}

/** What a class map says of a place: `Peak 0.83`, `None (Peak 0.12)`, `Too flat to say`. */
export function winnerText(
  { classIds }: Pick<RunInfo, 'classIds'>,
  classOf: (id: string) => LabelClass | undefined,
  winner: Winner,
  threshold: number,
): string {
  if (winner.code === classMapCodes.tooFlat) return 'Too flat to say';
  const id = classIds[winner.code - 1] ?? '';
  const likeliest = `${classOf(id)?.name ?? id} ${winner.probability.toFixed(2)}`;
  return shownCode(winner, threshold) === classMapCodes.none ? `None (${likeliest})` : likeliest;
}
