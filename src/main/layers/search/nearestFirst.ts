import type { Contender } from './contest';

/** Contenders that are measured at once, the most promising first. */
const MEASURED_AT_ONCE = 512;

/** Factor by which the search grows when what was found is used up. */
const MORE = 4;

/** What may be among the nearest. */
export interface Contenders {
  /** By their lower bounds. */
  readonly contenders: readonly Contender[];
  /** The distance within which there are no others, apart from those that were found before. */
  readonly reach: number;
}

/** How cells are found and measured. */
export interface Search<Cell> {
  /**
   * Finds what may be among the `limit` nearest.
   * @param beyond what may be nearer than this was found before
   */
  readonly find: (limit: number, beyond: number) => Promise<Contenders>;
  /** The cells of contenders, in their order. */
  readonly locate: (contenders: readonly Contender[]) => readonly Cell[];
  /** Exact squared distances, in the order of the cells. */
  readonly measure: (cells: readonly Cell[]) => Promise<Float32Array>;
  /** Whether a cell is excluded, whatever its distance; called again as cells are given. */
  readonly isOut: (cell: Cell) => boolean;
}

/** A cell and its distance. */
export interface Found<Cell> {
  readonly cell: Cell;
  readonly distance: number;
}

interface Measured<Cell> extends Found<Cell> {
  readonly contender: Contender;
}

/** Farthest first, so that the nearest is taken off the end; of equal ones the earlier layer's and cell is nearer. */
const farthestFirst = <Cell>(a: Measured<Cell>, b: Measured<Cell>): number =>
  b.distance - a.distance || b.contender.layer - a.contender.layer || b.contender.cell - a.contender.cell;

/**
 * Cells in the order of their distances. Only what may come next is measured: a cell is given once its distance is below the
 * lower bounds of all others that were not, so the order is that of measuring every cell. What is excluded by then is never
 * measured.
 * @param expected about how many will be taken
 */
export async function* nearestFirst<Cell>(
  search: Search<Cell>,
  expected: number,
): AsyncGenerator<Found<Cell>> {
  let limit = expected;
  let reach = -Infinity;
  let contenders: readonly Contender[] = [];
  /** Index of the first contender that was not measured. */
  let next = 0;
  let measured: Measured<Cell>[] = [];
  for (;;) {
    const [best] = measured.slice(-1);
    if (best !== undefined && best.distance < (contenders[next]?.lower ?? reach)) {
      measured.pop();
      if (!search.isOut(best.cell)) yield best;
    } else if (next < contenders.length) {
      measured.push(...(await measureWanted(search, contenders.slice(next, next + MEASURED_AT_ONCE))));
      next += MEASURED_AT_ONCE;
      measured = measured.filter(({ cell }) => !search.isOut(cell)).sort(farthestFirst);
    } else if (reach < Infinity) {
      ({ contenders, reach } = await search.find(limit, reach));
      next = 0;
      limit *= MORE;
    } else {
      return;
    }
  }
}

async function measureWanted<Cell>(
  { locate, measure, isOut }: Search<Cell>,
  contenders: readonly Contender[],
): Promise<Measured<Cell>[]> {
  const cells = locate(contenders);
  const wanted = contenders.flatMap((contender, index) => {
    const cell = cells[index];
    return cell === undefined || isOut(cell) ? [] : [{ contender, cell }];
  });
  if (wanted.length === 0) return [];
  const squares = await measure(wanted.map(({ cell }) => cell));
  return wanted.map((each, index) => ({ ...each, distance: Math.sqrt(squares[index] ?? NaN) }));
}
