import { basename } from 'node:path';
import { MOST_REGION_NAME } from '../../../shared/contract/regions';
import { UserError } from '../../../shared/errors';
import { endingIn } from '../../../shared/fileFormats';
import { several } from '../../../shared/format';
import { regionOfRings, ringsOfRegion } from '../../../shared/geo/region';
import { replaceFile } from '../../platform/replaceFile';
import type { Project } from '../context';
import { polygonGeometry } from '../export/areaFeatures';
import type { Reader } from '../store/database';
import { recordStep } from '../store/undo';
import { readPolygonFile } from './polygonFile';
import { freeName, insertRegion, listRegions } from './regions';

/**
 * Adds the polygons of a GeoJSON file as regions, all or none; returns their names: those of the file, with a number where another
 * region has the name, and `Region` where there is none.
 * @throws UserError as `readPolygonFile` and `checkedRings` do
 */
export async function importRegions(project: Project, path: string): Promise<string[]> {
  const polygons = await readPolygonFile(path);
  const taken = new Set((await listRegions(project.database)).map(({ name }) => name.toLowerCase()));
  const made = polygons.map(({ name: stated, rings }) => {
    const name = freeName(taken, (stated ?? '').slice(0, MOST_REGION_NAME) || 'Region');
    taken.add(name.toLowerCase());
    return { name, region: regionOfRings(rings) };
  });
  await recordStep(project.database, `Import ${several(made.length, 'region')}`, async (transaction) => {
    for (const { name, region } of made) await insertRegion(transaction, name, region);
  });
  project.changed('regions', 'map-layers', 'undo');
  return made.map(({ name }) => name);
}

/**
 * Writes all regions as GeoJSON polygons (RFC 7946) with their names; returns how many.
 * @throws UserError `bad-input` for another ending; `disk`
 */
export async function exportRegions(reader: Reader, path: string): Promise<number> {
  if (endingIn(path, ['geojson', 'json']) === null)
    throw new UserError(
      'bad-input',
      `${basename(path)} must end in .geojson: regions are written as GeoJSON.`,
    );
  const regions = await listRegions(reader);
  const features = regions.map(({ name, region }) => ({
    type: 'Feature',
    geometry: polygonGeometry(ringsOfRegion(region)),
    properties: { name },
  }));
  await replaceFile(path, `${JSON.stringify({ type: 'FeatureCollection', features }, null, 1)}\n`);
  return regions.length;
}
