import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import type { ObjectStore } from '../objects/objectStore';

/** The object that says whose shards a store holds. */
const KEY = 'grid.json';

const owner = z.object({
  /** UUID of the grid. */
  grid: z.uuid(),
});

/** Notes in a store that it is a grid's. Call `refuseOther` first. @throws UserError what the store throws */
export const noteOwner = (store: ObjectStore, gridId: string): Promise<void> =>
  store.put(KEY, new TextEncoder().encode(JSON.stringify({ grid: gridId } satisfies z.infer<typeof owner>)));

/**
 * Two grids of equal layers would write objects of the same names, and clean what the other needs.
 * @returns whether the store says that it is this grid's
 * @throws UserError `bad-input` where it is another one's; what the store throws
 */
export async function refuseOther(store: ObjectStore, gridId: string): Promise<boolean> {
  if ((await store.size(KEY)) === null) return false;
  if (gridIn(await store.get(KEY)) === gridId) return true;
  throw new UserError(
    'bad-input',
    `${store.place} holds the shards of another grid. Give this one a place of its own; where the other grid is no more, remove ${KEY} there first.`,
  );
}

function gridIn(bytes: Uint8Array): string | null {
  try {
    return owner.parse(JSON.parse(new TextDecoder().decode(bytes))).grid;
  } catch {
    return null;
  }
}
