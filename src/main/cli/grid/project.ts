import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { GridPlaces } from '../../../shared/contract/gridSearch';
import { UserError } from '../../../shared/errors';
import { several } from '../../../shared/format';
import { filesIn } from '../../engine/gridLink/gridDtms';
import { linkToGrid, readLink } from '../../engine/gridLink/link';
import { synchronise, type Synchronised } from '../../engine/gridLink/sync';
import { listDtms, type GridDtm } from '../../grid/control/dtms';
import { openGrid, type Grid } from '../../grid/control/grid';
import { labelsOf } from '../../grid/control/labels/labelsOf';
import { isAddress, TerrainFiles } from '../../grid/work/gridTerrain';
import { open } from '../asking';
import type { Output } from '../output';
import type { Workbench } from '../workbench';
import { type PlacesSaid, placesOf } from './opened';

/** Makes a project that shares its labels with a grid, or links one that is there. */
export async function openGridCommand(
  workbench: Workbench,
  output: Output,
  [address = '', path = '']: string[],
  options: PlacesSaid,
): Promise<void> {
  const grid = await openGrid(address);
  try {
    const labels = labelsOf(grid.database);
    const places = await placesOf(address, grid, options);
    // Before a project is made.
    new TerrainFiles(places).refuseUnsaid(
      (await listDtms(grid.database)).filter(({ path }) => !isAddress(path)),
    );
    if ((await stat(path).catch(() => null)) === null) await workbench.local.create(resolve(path));
    else await open(workbench, [path]);
    const { project } = workbench.local.current;
    await linkToGrid(project.database, grid.id, await labels.classIds());
    const dtms = await importDtms(workbench, grid, places);
    const done = await synchronise(project, labels, new AbortController().signal);
    output.result({ path: project.path, dtms, ...done }, `${said(done)} Its labels are in ${project.path}.`);
  } finally {
    await grid.database.close();
  }
}

/** Sends what a project changed to its grid, and takes over what others did. */
export async function syncCommand(workbench: Workbench, output: Output, args: string[]): Promise<void> {
  await open(workbench, args);
  const { project } = workbench.local.current;
  const link = await readLink(project.database);
  if (link === null)
    throw new UserError(
      'bad-input',
      'This project shares its labels with no grid. Link it: topo2vec grid open ADDRESS PROJECT',
    );
  const known = await workbench.local.knownGrids.find(link.gridId);
  if (known === null)
    throw new UserError(
      'not-found',
      'The grid of this project was not opened on this computer yet. Say where it is: topo2vec grid open ADDRESS PROJECT',
    );
  const grid = await openGrid(known.address);
  try {
    if (grid.id !== link.gridId)
      throw new UserError(
        'bad-input',
        `There is another grid at ${grid.database.shown} now. Say where this one is: topo2vec grid open ADDRESS PROJECT`,
      );
    const done = await synchronise(project, labelsOf(grid.database), new AbortController().signal);
    output.result(done, said(done));
  } finally {
    await grid.database.close();
  }
}

const said = ({ sent, received }: Synchronised): string =>
  `${several(sent, 'change')} sent, ${several(received, 'change')} received.`;

/** Imports the grid's DTMs that are files of its folder of terrain; returns how many there are in the project then. */
async function importDtms(workbench: Workbench, grid: Grid, places: GridPlaces): Promise<number> {
  const all = await listDtms(grid.database);
  const files = await filesIn(places.terrain, all);
  if (files.length < all.length)
    workbench.note(
      `${several(all.length - files.length, 'DTM')} of the grid at an https:// or s3:// address cannot be part of a project, and stay out. ` +
        'Put copies of the same names in the folder of terrain (--terrain), and run this again.',
    );
  const terrain = new TerrainFiles(places);
  const alike = new Map<string, GridDtm[]>();
  for (const dtm of files) {
    const key = JSON.stringify([dtm.crs, dtm.band]);
    alike.set(key, [...(alike.get(key) ?? []), dtm]);
  }
  for (const dtms of alike.values()) {
    const { crs = null, band = null } = dtms[0] ?? {};
    await workbench.run({
      kind: 'import-dtms',
      paths: (await terrain.sourcesOf(dtms)).dtms.map(({ path }) => path),
      ...(crs === null ? {} : { crs }),
      ...(band === null ? {} : { band }),
    });
  }
  await workbench.settle();
  return (await workbench.engine.dtms.list()).length;
}
