import type { AreaInfo } from '../../../shared/contract/areas';
import type { Ring } from '../../../shared/geo/rings';
import { areaPolygons } from './areaPolygons';
import { areaFields, areaRow } from './areaTable';

/** Decimals of degrees: 0.0000001 degrees are a centimetre, so that edges that touched still do. */
export const AREA_DECIMALS = 7;

/** What lies within rings as a GeoJSON geometry (RFC 7946), cut at the antimeridian. */
export function polygonGeometry(rings: readonly Ring[]): object {
  const polygons = areaPolygons(rings).map((polygon) =>
    polygon.map((ring) => ring.map((position) => position.map((deg) => Number(deg.toFixed(AREA_DECIMALS))))),
  );
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0] }
    : { type: 'MultiPolygon', coordinates: polygons };
}

/** Areas as GeoJSON features: their class and sign, and how many of the labels were sampled in them. */
export const areaFeatures = (areas: readonly AreaInfo[]): object[] =>
  areas.map((area) => {
    const values = areaRow(area);
    return {
      type: 'Feature',
      geometry: polygonGeometry(area.rings),
      properties: Object.fromEntries(areaFields.map(({ name }, index) => [name, values[index] ?? null])),
    };
  });
