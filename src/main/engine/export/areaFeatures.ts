import type { AreaInfo } from '../../../shared/contract/areas';
import { areaPolygons } from './areaPolygons';
import { areaFields, areaRow } from './areaTable';

/** Decimals of degrees: 0.0000001 degrees are a centimetre, so that edges that touched still do. */
export const AREA_DECIMALS = 7;

/** Areas as GeoJSON features (RFC 7946): their class and sign, and how many of the labels were sampled in them. */
export const areaFeatures = (areas: readonly AreaInfo[]): object[] =>
  areas.map((area) => {
    const polygons = areaPolygons(area.rings).map((polygon) =>
      polygon.map((ring) =>
        ring.map((position) => position.map((deg) => Number(deg.toFixed(AREA_DECIMALS)))),
      ),
    );
    const values = areaRow(area);
    return {
      type: 'Feature',
      geometry:
        polygons.length === 1
          ? { type: 'Polygon', coordinates: polygons[0] }
          : { type: 'MultiPolygon', coordinates: polygons },
      properties: Object.fromEntries(areaFields.map(({ name }, index) => [name, values[index] ?? null])),
    };
  });
