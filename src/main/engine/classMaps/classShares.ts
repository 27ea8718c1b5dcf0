import type { ClassShares } from '../../../shared/contract/classMaps';
import { overlap, type LonLatBox } from '../../../shared/geo/lonLat';
import { classMapCodes, shownCode } from '../../../shared/labels/classMap';
import type { ClassMap } from './classMap';
import { columnsInBox } from './columnsInBox';

/**
 * How many cells of a run's class map each class has.
 * @param least probability from which a class counts, 0..1
 * @param box where to count; by default everywhere
 */
export function classShares(
  { lattice, codes, probabilities }: ClassMap,
  run: { readonly classIds: readonly string[]; readonly box: LonLatBox },
  least: number,
  box?: LonLatBox,
): ClassShares {
  const cells = new Uint32Array(256);
  const count = (from: number, to: number): void => {
    for (let cell = from; cell < to; cell++) {
      const winner = { code: codes[cell] ?? classMapCodes.noPatch, probability: probabilities[cell] ?? 0 };
      const code = shownCode(winner, least);
      cells[code] = (cells[code] ?? 0) + 1;
    }
  };
  if (box === undefined) count(0, codes.length);
  else {
    const within = overlap(run.box, box);
    for (const [row, from, to] of within === null ? [] : columnsInBox(lattice, within))
      count(row * lattice.columns + from, row * lattice.columns + to);
  }
  return {
    cellM2: lattice.stepM ** 2,
    classes: run.classIds.map((_, index) => cells[index + 1] ?? 0),
    none: cells[classMapCodes.none] ?? 0,
    tooFlat: cells[classMapCodes.tooFlat] ?? 0,
  };
}
