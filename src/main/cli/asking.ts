import { resolve } from 'node:path';
import { UserError } from '../../shared/errors';
import type { SavedRegion } from '../../shared/contract/regions';
import type { LonLatBox } from '../../shared/geo/lonLat';
import { ringsOfRegion, type Region } from '../../shared/geo/region';
import type { Ring } from '../../shared/geo/rings';
import { readPolygonFile } from '../engine/regions/polygonFile';
import { whyUnusable } from '../engine/dtms/dtms';
import { classIdOf, encoderIdOf } from './values';
import type { Workbench } from './workbench';

/** Opens the project of the first argument, and notes which of its DTMs are not used. */
export async function open(workbench: Workbench, [path = '']: string[]): Promise<void> {
  await workbench.local.open(resolve(path));
  for (const dtm of await workbench.engine.dtms.list())
    if (dtm.state !== 'ready') workbench.note(whyUnusable(dtm));
}

/** Opens the project of the first argument read-only, for commands that do not change it. */
export async function look(workbench: Workbench, [path = '']: string[]): Promise<void> {
  await workbench.local.open(resolve(path), 'look');
}

/** Ids of the classes that the user named. */
export async function classIds(workbench: Workbench, names: readonly string[]): Promise<string[]> {
  const classes = await workbench.engine.labels.classes();
  return names.map((name) => classIdOf(name, classes));
}

/** Id of the encoder that the user named, else of the default. */
export async function encoderId(workbench: Workbench, name: string | undefined): Promise<number> {
  return encoderIdOf(name, await workbench.engine.encoders.list());
}

/** The region that has a name, whatever the case of its letters. @throws UserError `not-found` listing those that there are */
export async function savedRegion(workbench: Workbench, name: string): Promise<SavedRegion> {
  const regions = await workbench.engine.regions.list();
  const found = regions.find((one) => one.name.toLowerCase() === name.trim().toLowerCase());
  if (found !== undefined) return found;
  const names = regions.map((one) => one.name).join(', ');
  throw new UserError(
    'not-found',
    `There is no region "${name}". ${
      names === ''
        ? 'The project has none: add one with `topo2vec regions add`.'
        : `The project has ${names}.`
    }`,
  );
}

/** Where to look: the box that was typed, or the region that was named; undefined: everywhere. */
export const askedRegion = async (
  workbench: Workbench,
  box: LonLatBox | undefined,
  name: string | undefined,
): Promise<Region | undefined> => (name === undefined ? box : (await savedRegion(workbench, name)).region);

/** The same for what takes boxes alone: the box around a region, which is said where it has another outline. */
export async function askedBox(
  workbench: Workbench,
  box: LonLatBox | undefined,
  name: string | undefined,
): Promise<LonLatBox | undefined> {
  if (name === undefined) return box;
  const { region, name: saved } = await savedRegion(workbench, name);
  const { outline, ...around } = region;
  if (outline !== undefined) workbench.note(`This command works in boxes: the box around ${saved} is used.`);
  return around;
}

/** The rings of each area that was given by a box, a region or a file of polygons. */
export async function givenOutlines(
  workbench: Workbench,
  { box, region, polygon }: { box?: LonLatBox; region?: string; polygon?: string },
): Promise<Ring[][]> {
  if (polygon !== undefined) return (await readPolygonFile(resolve(polygon))).map(({ rings }) => rings);
  const asked = await askedRegion(workbench, box, region);
  return asked === undefined ? [] : [ringsOfRegion(asked)];
}
