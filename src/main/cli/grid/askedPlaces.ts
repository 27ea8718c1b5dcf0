import { resolve } from 'node:path';
import type { LonLatBox } from '../../../shared/geo/lonLat';
import { regionOfRings, type Region } from '../../../shared/geo/region';
import { readPolygonFile } from '../../engine/regions/polygonFile';

/** The flags that say where in a grid. */
export interface PlacesFlags {
  readonly box?: LonLatBox;
  /** A GeoJSON file with polygons; commands with a project also take the name of one of its regions. */
  readonly region?: string;
}

/** Whether a region is given by a file, and not by its name in a project. */
export const isRegionFile = (region: string): boolean => /\.(geo)?json$/i.test(region);

/** Where in a grid: a box, or the polygons of a file; undefined: anywhere. @throws UserError as `readPolygonFile` does */
export async function askedPlaces({ box, region }: PlacesFlags): Promise<Region | undefined> {
  if (region === undefined) return box;
  const polygons = await readPolygonFile(resolve(region));
  return regionOfRings(polygons.flatMap(({ rings }) => rings));
}
