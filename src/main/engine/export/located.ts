import type { ExportCrs } from '../../../shared/contract/exports';
import { UserError } from '../../../shared/errors';
import { projectionOf } from '../../terrain/geo/projection';
import type { Project } from '../context';
import type { PointTable } from './pointTable';
import { mustBeWritten, wgs84, type WrittenCrs } from './writtenCrs';

/** A table of places with their coordinates in the CRS that they are written in. */
export interface LocatedTable extends PointTable {
  readonly crs: WrittenCrs;
  /** [n] units of the CRS, to the east and to the north; longitude and latitude for a geographic one */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** The CRS that was asked for. @throws UserError `outside-terrain` without a DTM, `bad-input` for a CRS that cannot be written */
export async function askedCrs(project: Project, crs: ExportCrs): Promise<WrittenCrs> {
  if (crs === 'wgs84') return wgs84();
  return mustBeWritten(await project.useTerrain((terrain) => Promise.resolve(terrain.crs)));
}

/** Carries places into a CRS. @throws UserError `bad-input` where that has no coordinates for some of them */
export function located(table: PointTable, crs: WrittenCrs): LocatedTable {
  const { lonDeg, latDeg } = table;
  if (crs.epsg === 4326) return { ...table, crs, x: lonDeg, y: latDeg };
  const { forward } = projectionOf(crs.crs);
  const x = new Float64Array(lonDeg.length);
  const y = new Float64Array(lonDeg.length);
  let without = 0;
  for (const [index, lon] of lonDeg.entries()) {
    const [east, north] = forward(lon, latDeg[index] ?? NaN);
    x[index] = east;
    y[index] = north;
    if (Number.isNaN(east) || Number.isNaN(north)) without += 1;
  }
  if (without > 0) {
    throw new UserError(
      'bad-input',
      `${without} of ${lonDeg.length} places have no coordinates in ${crs.crs.name}. Export longitude and latitude.`,
    );
  }
  return { ...table, crs, x, y };
}

/** The least and the greatest of some values; null for none. */
export function extentOf(values: Float64Array): readonly [number, number] | null {
  if (values.length === 0) return null;
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}
