import type { LayerCell } from '../../layers/search/distinctPlaces';
import type { Found } from '../../layers/search/nearestFirst';
import type { NearestCells } from './searchShards';

/** Factor by which the search grows when what was found is used up. */
const MORE = 4;

/**
 * The cells of several parts of a grid, nearest first: those of comparing every embedding of all of them. A part's cells are known up to
 * its last one, so what is gathered is certain up to the nearest of those; beyond, the parts are asked for more.
 * @param ask gives the `limit` nearest cells of each part, always of the same parts
 * @param expected about how many will be taken
 * @param isOut whether a cell is excluded, whatever its distance; called as cells are given
 */
export async function* gather(
  ask: (limit: number) => Promise<readonly NearestCells[]>,
  expected: number,
  isOut: (cell: LayerCell) => boolean,
): AsyncGenerator<Found<LayerCell>> {
  let given = 0;
  for (let limit = expected; ; limit *= MORE) {
    const parts = await ask(limit);
    const certain = Math.min(
      ...parts.map(({ cells, isAll }) => (isAll ? Infinity : (cells.at(-1)?.distance ?? 0))),
    );
    const sorted = parts
      .flatMap(({ cells }) => cells.filter(({ distance }) => distance < certain))
      .sort((a, b) => a.distance - b.distance);
    for (; given < sorted.length; given++) {
      const next = sorted[given];
      if (next !== undefined && !isOut(next.cell)) yield next;
    }
    if (certain === Infinity) return;
  }
}
