import { resolve } from 'node:path';
import type { SavedRegion } from '../../shared/contract/regions';
import { UserError } from '../../shared/errors';
import { area, several } from '../../shared/format';
import { wrappedLonDeg, type LonLatBox } from '../../shared/geo/lonLat';
import { givenOutlines, look, open, savedRegion } from './asking';
import type { Output } from './output';
import type { Workbench } from './workbench';

/** Decimals of degrees: about a metre. */
const DECIMALS = 5;

const lineOf = ({ name, region, areaM2 }: SavedRegion): string =>
  [
    name,
    [region.westDeg, region.southDeg, wrappedLonDeg(region.eastDeg), region.northDeg]
      .map((degrees) => Number(degrees.toFixed(DECIMALS)))
      .join(','),
    area(areaM2),
    region.outline === undefined ? 'box' : 'outline',
  ].join('\t');

/** Saves a region under a name. */
export async function addRegionCommand(
  workbench: Workbench,
  output: Output,
  [path = '', name = '']: string[],
  options: { box?: LonLatBox; polygon?: string },
): Promise<void> {
  if ((options.box === undefined) === (options.polygon === undefined))
    throw new UserError('bad-input', 'Give the region by either --box or --polygon.');
  await open(workbench, [path]);
  const [rings, ...others] = await givenOutlines(workbench, options);
  if (rings === undefined || others.length > 0)
    throw new UserError(
      'bad-input',
      'The file holds several polygons. Add them with `topo2vec regions import`.',
    );
  await workbench.engine.regions.add({ name, rings });
  const added = await savedRegion(workbench, name);
  output.result(added, `Added ${lineOf(added)}`);
}

/** Lists regions by name, one a line. */
export async function listRegionsCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
): Promise<void> {
  await look(workbench, args);
  const regions = await workbench.engine.regions.list();
  output.result(regions, regions.map(lineOf).join('\n'));
}

export async function renameRegionCommand(
  workbench: Workbench,
  output: Output,
  [path = '', from = '', to = '']: string[],
): Promise<void> {
  await open(workbench, [path]);
  const { id, name } = await savedRegion(workbench, from);
  await workbench.engine.regions.change({ regionId: id, name: to });
  output.result(await savedRegion(workbench, to), `Renamed ${name} to ${to.trim()}.`);
}

export async function removeRegionCommand(
  workbench: Workbench,
  output: Output,
  [path = '', wanted = '']: string[],
): Promise<void> {
  await open(workbench, [path]);
  const removed = await savedRegion(workbench, wanted);
  await workbench.engine.regions.remove({ regionId: removed.id });
  output.result(removed, `Removed ${removed.name}.`);
}

/** Adds the polygons of a GeoJSON file as regions. */
export async function importRegionsCommand(
  workbench: Workbench,
  output: Output,
  [path = '', file = '']: string[],
): Promise<void> {
  await open(workbench, [path]);
  const names = await workbench.engine.regions.import({ path: resolve(file) });
  output.result(names, `Added ${several(names.length, 'region')}: ${names.join(', ')}.`);
}

/** Writes all regions as GeoJSON. */
export async function exportRegionsCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  { out }: { out: string },
): Promise<void> {
  await look(workbench, args);
  const path = resolve(out);
  const regions = await workbench.engine.regions.export({ path });
  output.result({ regions, path }, `Wrote ${several(regions, 'region')} to ${path}.`);
}
