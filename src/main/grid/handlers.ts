import type { gridContract, GridAccess, OpenedGrid } from '../../shared/contract/grid';
import { UserError } from '../../shared/errors';
import type { Handlers } from '../../shared/rpc/contract';
import { keptAddress } from './control/address';
import { listDtms } from './control/dtms';
import { openGrid, type Grid } from './control/grid';
import { labelsOf } from './control/labels/labelsOf';
import { LABEL_CHANNEL } from './control/labels/schema';

/** Each procedure of the contract with a project's grid. */
export function gridHandlers(): Handlers<typeof gridContract> {
  let current: Grid | null = null;
  const opened = (): Grid => {
    if (current === null) throw new UserError('network', 'No grid is open.');
    return current;
  };
  const open = async ({ address, password }: GridAccess): Promise<OpenedGrid> => {
    const last = current;
    current = null;
    await last?.database.close();
    const grid = await openGrid(address, password ?? undefined);
    current = grid;
    return {
      id: grid.id,
      address: keptAddress(address),
      shown: grid.database.shown,
      terrain: grid.settings.terrain,
      dtms: await listDtms(grid.database),
    };
  };
  let opening: Promise<unknown> = Promise.resolve();
  return {
    grid: {
      // One after the other: open is the grid that was asked for last.
      open: (access) => {
        const next = opening.then(() => open(access));
        opening = next.catch(() => undefined);
        return next;
      },
    },
    labels: {
      push: (pushed) => labelsOf(opened().database).push(pushed),
      pull: (asked) => labelsOf(opened().database).pull(asked),
      classIds: () => labelsOf(opened().database).classIds(undefined),
      watch: (_, signal) => opened().database.listen(LABEL_CHANNEL, signal),
    },
  };
}
