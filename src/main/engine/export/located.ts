import type { ExportCrs } from '../../../shared/contract/exports';
import { UserError } from '../../../shared/errors';
import { projectionOf } from '../../terrain/geo/projection';
import type { Project } from '../context';
import { areaPolygons, type Polygon } from './areaPolygons';
import { areaRow } from './areaTable';
import type { PointTable } from './pointTable';
import { mustBeWritten, wgs84, type WrittenCrs } from './writtenCrs';

/** A table of places with their coordinates in the CRS that they are written in. */
export interface LocatedTable extends PointTable {
  readonly crs: WrittenCrs;
  /** [n] units of the CRS, to the east and to the north; longitude and latitude for a geographic one */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The areas of the table, their polygons in the CRS. */
  readonly shapes: readonly AreaShape[];
}

/** An area as polygons with its values, in the order of `areaFields`. */
export interface AreaShape {
  readonly polygons: readonly Polygon[];
  readonly row: readonly (string | number)[];
}

/** The requested CRS. @throws UserError `outside-terrain` without a DTM, `bad-input` for a CRS that cannot be written */
export async function askedCrs(project: Project, crs: ExportCrs): Promise<WrittenCrs> {
  if (crs === 'wgs84') return wgs84();
  return mustBeWritten(await project.useTerrain((terrain) => Promise.resolve(terrain.crs)));
}

/** Transforms places and areas into a CRS. @throws UserError `bad-input` where that has no coordinates for some of them */
export function located(table: PointTable, crs: WrittenCrs): LocatedTable {
  const { lonDeg, latDeg, areas = [] } = table;
  const isWgs84 = crs.epsg === 4326;
  const { forward } = projectionOf(crs.crs);
  const place = (lon: number, lat: number): readonly [number, number] =>
    isWgs84 ? [lon, lat] : forward(lon, lat);
  const x = new Float64Array(lonDeg.length);
  const y = new Float64Array(lonDeg.length);
  for (const [index, lon] of lonDeg.entries()) [x[index], y[index]] = place(lon, latDeg[index] ?? NaN);
  const without = x.filter((east, index) => Number.isNaN(east) || Number.isNaN(y[index])).length;
  const shapes = areas.map((area) => ({
    polygons: areaPolygons(area.rings).map((polygon) =>
      polygon.map((ring) => ring.map((corner) => place(...corner))),
    ),
    row: areaRow(area),
  }));
  const lost = shapes.filter(({ polygons }) => polygons.flat(3).some(Number.isNaN)).length;
  if (without + lost > 0) {
    throw new UserError(
      'bad-input',
      `${without + lost} of ${lonDeg.length + shapes.length} places have no coordinates in ${crs.crs.name}. Export longitude and latitude.`,
    );
  }
  return { ...table, crs, x, y, shapes };
}

/** The least and the greatest of some values; null for none. */
export function extentOf(values: Float64Array): readonly [number, number] | null {
  if (values.length === 0) return null;
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}
