import { polygonsOf, type Ring } from '../../../shared/geo/rings';
import { cutRings, orientedCorners } from './cutRings';

/**
 * The polygons of an area as geometry files have them: longitude, latitude in degrees within ±180; an outline counterclockwise, then
 * its holes clockwise (RFC 7946, section 3.1.6), each closed by its first corner.
 */
export const areaPolygons = (rings: readonly Ring[]): (readonly [number, number])[][][] =>
  cutRings(rings)
    .flatMap(polygonsOf)
    .map((polygon) =>
      polygon.map((ring, index) => {
        const corners = orientedCorners(ring, index === 0);
        return [...corners, ...corners.slice(0, 1)];
      }),
    );
