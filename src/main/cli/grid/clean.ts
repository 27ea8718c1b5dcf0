import { UserError } from '../../../shared/errors';
import { several } from '../../../shared/format';
import { findOrphans, removeOrphans } from '../../grid/work/orphans';
import { refuseOther } from '../../grid/work/storeOwner';
import type { Output } from '../output';
import { type PlacesSaid, placesOf, storeOf, withGrid } from './opened';

const DAY_MS = 86_400_000;

export async function cleanCommand(
  output: Output,
  [address = '']: string[],
  options: { days: number; remove?: boolean } & PlacesSaid,
): Promise<void> {
  if (options.days < 1)
    throw new UserError('bad-input', 'What is less than a day old may still be read, and is not removed.');
  await withGrid(address, async (grid) => {
    const { id, database } = grid;
    const store = await storeOf(grid, await placesOf(address, grid, options));
    if (!(await refuseOther(store, id)))
      throw new UserError(
        'bad-input',
        `${store.place} does not say whose shards it holds, so nothing is cleaned. Make it this grid's with: topo2vec grid new, with the same options.`,
      );
    const found = await findOrphans(database, store);
    const beforeMs = Date.now() - options.days * DAY_MS;
    const removed = options.remove === true ? await removeOrphans(database, store, found, beforeMs) : [];
    const bytes = (of: typeof found): number => of.reduce((sum, orphan) => sum + orphan.bytes, 0);
    const size = (of: typeof found): string =>
      `${several(of.length, 'group')} of objects, ${(bytes(of) / 1e6).toFixed(1)} MB`;
    output.result(
      {
        found: found.map(({ key, bytes: of, putMs }) => ({
          key,
          bytes: of,
          put: new Date(putMs).toISOString(),
        })),
        removed: removed.map(({ key }) => key),
      },
      `No row of the manifest names ${size(found)} in ${store.place}.` +
        (options.remove === true
          ? ` Removed ${size(removed)}, older than ${several(options.days, 'day')}.`
          : found.length > 0
            ? ` Remove those older than ${several(options.days, 'day')} with --remove.`
            : ''),
    );
  });
}
