import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../../../shared/errors';
import type { GridDatabase } from '../control/database';
import { searchParts, searchResult, type SearchJob, type SearchQueue } from '../control/searchQueue';
import type { Scatter } from './retrieve';
import type { NearestCells, ShardsSearched } from './searchShards';

/** How often results are looked for, ms. */
const POLL_MS = 200;

/** Spreads a search over the workers of the grid. @throws UserError `bad-input` where a part fails on them */
export const byWorkers =
  (database: GridDatabase, queue: SearchQueue): Scatter =>
  async (parts, limit, signal) => {
    await queue.prepare();
    // One by one: what is inserted at once comes back in any order.
    const ids: string[] = [];
    for (const part of parts) ids.push(...(await queue.add([{ data: jobOf(part, limit) }])));
    const found = new Map<string, NearestCells>();
    while (found.size < ids.length) {
      await wait(POLL_MS, undefined, { signal });
      const missing = ids.filter((id) => !found.has(id));
      const rows = await searchParts(database, missing);
      if (rows.length < missing.length || rows.some(({ state }) => state === 'failed'))
        throw new UserError(
          'bad-input',
          `The workers could not search a part of the grid: ${JSON.stringify(rows.find(({ state }) => state === 'failed')?.output ?? 'it waited for too long')}.`,
        );
      for (const { id, state, output } of rows)
        if (state === 'completed')
          found.set(id, cellsOf(output, parts[ids.indexOf(id)]?.layer.radiusM ?? NaN));
    }
    return ids.flatMap((id) => found.get(id) ?? []);
  };

function jobOf({ layer, encoder, shards, queries }: ShardsSearched, limit: number): SearchJob {
  return {
    layerId: layer.id,
    encoderKey: encoder.key,
    shards: shards.map(({ crsCode, column, row }) => [crsCode, column, row]),
    queries: queries.map((query) =>
      Buffer.from(query.buffer, query.byteOffset, query.byteLength).toString('base64'),
    ),
    limit,
  };
}

function cellsOf(output: unknown, radiusM: number): NearestCells {
  const { cells, isAll } = searchResult.parse(output);
  return {
    cells: cells.map(([lonDeg, latDeg, distance]) => ({ cell: { lonDeg, latDeg, radiusM }, distance })),
    isAll,
  };
}
