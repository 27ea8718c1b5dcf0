import type { AreaInfo } from '../../../shared/contract/areas';
import { areaPolygons } from './areaPolygons';

/** Decimals of degrees: 0.0000001 degrees are a centimetre, so that edges that touched still do. */
const DECIMALS = 7;

/** Areas as GeoJSON features (RFC 7946): their class and sign, and how many of the labels were sampled in them. */
export const areaFeatures = (areas: readonly AreaInfo[]): object[] =>
  areas.map(({ id, classId, positive, source, places, rings }) => {
    const polygons = areaPolygons(rings).map((polygon) =>
      polygon.map((ring) => ring.map((position) => position.map((deg) => Number(deg.toFixed(DECIMALS))))),
    );
    return {
      type: 'Feature',
      geometry:
        polygons.length === 1
          ? { type: 'Polygon', coordinates: polygons[0] }
          : { type: 'MultiPolygon', coordinates: polygons },
      properties: { class: classId, positive: positive ? 1 : 0, source, area: id, places },
    };
  });
