import { z } from 'zod';
import { MOST_REGION_NAME, type SavedRegion } from '../../../shared/contract/regions';
import { UserError } from '../../../shared/errors';
import { region, regionAreaM2, regionOfRings, type Region } from '../../../shared/geo/region';
import type { Ring } from '../../../shared/geo/rings';
import type { Project } from '../context';
import { putMapLayer } from '../mapLayers/mapLayers';
import type { Reader, Transaction } from '../store/database';
import { json } from '../store/json';
import { recordStep } from '../store/undo';

const row = z
  .object({ id: z.number(), name: z.string(), region: json(region) })
  .transform((saved): SavedRegion => ({ ...saved, areaM2: regionAreaM2(saved.region) }));

/** The project's regions by name. */
export const listRegions = (reader: Reader): Promise<SavedRegion[]> =>
  reader.all(row, 'SELECT id, name, region FROM regions ORDER BY name, id');

/**
 * Saves the region within rings; returns its id.
 * @throws UserError `bad-input` where another has the name, or as `checkedRings` does
 */
export async function addRegion(project: Project, name: string, rings: readonly Ring[]): Promise<number> {
  const made = regionOfRings(rings);
  const id = await recordStep(project.database, `Add region ${name}`, async (transaction) => {
    await refuseTaken(transaction, name, null);
    return insertRegion(transaction, name, made);
  });
  project.changed('regions', 'map-layers', 'undo');
  return id;
}

/**
 * Renames or reshapes a region.
 * @throws UserError `not-found`, and as `addRegion` does
 */
export async function changeRegion(
  project: Project,
  regionId: number,
  change: { readonly name?: string | undefined; readonly rings?: readonly Ring[] | undefined },
): Promise<void> {
  const found = await findRegion(project.database, regionId);
  const name = change.name ?? found.name;
  const made = change.rings === undefined ? found.region : regionOfRings(change.rings);
  const step = name === found.name ? `Reshape region ${name}` : `Rename region ${found.name} to ${name}`;
  await recordStep(project.database, step, async (transaction) => {
    await refuseTaken(transaction, name, regionId);
    await transaction.run('UPDATE regions SET name = ?, region = ? WHERE id = ?', [
      ...[name, JSON.stringify(made)],
      regionId,
    ]);
  });
  project.changed('regions', 'undo');
}

/** Removes a region. @throws UserError `not-found` */
export async function removeRegion(project: Project, regionId: number): Promise<void> {
  const { name } = await findRegion(project.database, regionId);
  await recordStep(project.database, `Remove region ${name}`, (transaction) =>
    transaction.run('DELETE FROM regions WHERE id = ?', [regionId]),
  );
  project.changed('regions', 'undo');
}

/** Adds a region with a name that no other has, and the layer that shows regions where the map lacks it; returns its id. */
export async function insertRegion(transaction: Transaction, name: string, made: Region): Promise<number> {
  const { lastId } = await transaction.run('INSERT INTO regions (name, region) VALUES (?, ?)', [
    ...[name, JSON.stringify(made)],
  ]);
  await putMapLayer(transaction, 'regions');
  return lastId;
}

/** A name that no region has yet: the wanted one, else that with a number. */
export function freeName(taken: ReadonlySet<string>, wanted: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted.slice(0, MOST_REGION_NAME - 8)} ${number}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

async function refuseTaken(reader: Transaction, name: string, but: number | null): Promise<void> {
  const other = await reader.get(
    z.object({ name: z.string() }),
    'SELECT name FROM regions WHERE name = ? AND id IS NOT ?',
    [name, but],
  );
  if (other !== null)
    throw new UserError('bad-input', `There is a region ${other.name} already. Choose another name.`);
}

async function findRegion(reader: Reader, regionId: number): Promise<SavedRegion> {
  const found = await reader.get(row, 'SELECT id, name, region FROM regions WHERE id = ?', [regionId]);
  if (found === null) throw new UserError('not-found', 'This region is no longer in the project.');
  return found;
}
