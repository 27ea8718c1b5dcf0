import { resolve } from 'node:path';
import { UserError } from '../../../shared/errors';
import { several } from '../../../shared/format';
import { addDtms } from '../../grid/control/dtms';
import { gridSettings, makeGrid } from '../../grid/control/grid';
import { Jobs } from '../../grid/control/jobs';
import { openObjectStore } from '../../grid/objects/openObjectStore';
import { isS3 } from '../../grid/objects/s3Address';
import { inspectDtm, isAddress, sourceOf } from '../../grid/work/gridTerrain';
import { noteOwner, refuseOther } from '../../grid/work/storeOwner';
import type { Output } from '../output';
import { placesOf, using, withGrid } from './opened';

export async function newGridCommand(
  output: Output,
  [address = '']: string[],
  options: { data: string; terrain?: string; shardChunks?: number; lease?: number; retries?: number },
): Promise<void> {
  const settings = gridSettings.safeParse({
    data: isS3(options.data) ? options.data : resolve(options.data),
    terrain: resolve(options.terrain ?? '.'),
    shardChunks: options.shardChunks,
    leaseS: options.lease,
    retries: options.retries,
  });
  if (!settings.success)
    throw new UserError(
      'bad-input',
      'A lease has at least 10 seconds, and a shard from 1 to 64 chunks along its edge.',
    );
  // Refused now rather than when the first shard is stored.
  const store = await openObjectStore(settings.data.data);
  const made = await makeGrid(address, settings.data, (id) => refuseOther(store, id));
  await using(made, async (grid) => {
    await noteOwner(store, grid.id);
    await Jobs.install(grid);
    await placesOf(address, grid, settings.data);
    output.result(
      { ...grid.settings, isUpgraded: made.isUpgraded },
      made.isUpgraded
        ? `The grid in ${grid.database.shown} has the tables of this version now. If it has roles, run docs/grid-roles.sql once more, so that they may use what is new.`
        : `Made a grid in ${grid.database.shown}, with its shards in ${grid.settings.data}.`,
    );
  });
}

export async function addDtmCommand(
  output: Output,
  [address = '', ...paths]: string[],
  options: { crs?: string; band?: number; terrain?: string },
): Promise<void> {
  await withGrid(address, async (grid) => {
    const allow = paths.filter(isAddress).map(sourceOf);
    const places = await placesOf(address, grid, { ...options, allow });
    const dtms: Awaited<ReturnType<typeof inspectDtm>>[] = [];
    for (const path of paths)
      dtms.push(
        await inspectDtm(places, path, {
          ...(options.crs === undefined ? {} : { crs: options.crs }),
          ...(options.band === undefined ? {} : { band: options.band - 1 }),
        }),
      );
    const added = await grid.database.transaction((sql) => addDtms(sql, dtms));
    output.result(
      { added, alreadyThere: dtms.length - added },
      `Added ${several(added, 'DTM')}${added < dtms.length ? `; ${dtms.length - added} were there already` : ''}.`,
    );
  });
}
