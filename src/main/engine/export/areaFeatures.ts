import type { AreaInfo } from '../../../shared/contract/areas';
import type { Ring } from '../../../shared/geo/rings';
import { areaPolygons } from './areaPolygons';

/** Decimals of degrees: 0.0000001 degrees are a centimetre, so that edges that touched still do. */
const DECIMALS = 7;

/** What lies within rings as a GeoJSON geometry (RFC 7946), cut at the antimeridian. */
export function polygonGeometry(rings: readonly Ring[]): object {
  const polygons = areaPolygons(rings).map((polygon) =>
    polygon.map((ring) => ring.map((position) => position.map((deg) => Number(deg.toFixed(DECIMALS))))),
  );
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0] }
    : { type: 'MultiPolygon', coordinates: polygons };
}

/** Areas as GeoJSON features: their class and sign, and how many of the labels were sampled in them. */
export const areaFeatures = (areas: readonly AreaInfo[]): object[] =>
  areas.map(({ id, classId, positive, source, places, rings }) => ({
    type: 'Feature',
    geometry: polygonGeometry(rings),
    properties: { class: classId, positive: positive ? 1 : 0, source, area: id, places },
  }));
