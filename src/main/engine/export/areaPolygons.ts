import { polygonsOf, type Ring } from '../../../shared/geo/rings';
import { cutRings, orientedCorners } from './cutRings';

/** An outline and then its holes, each a list of x, y that ends with its first corner. */
export type Polygon = readonly (readonly (readonly [number, number])[])[];

/**
 * The polygons of an area as geometry files store them: longitude, latitude in degrees within ±180; an outline counterclockwise,
 * then its holes clockwise (RFC 7946, section 3.1.6), each closed by its first corner.
 */
export const areaPolygons = (rings: readonly Ring[]): Polygon[] =>
  cutRings(rings)
    .flatMap(polygonsOf)
    .map((polygon) =>
      polygon.map((ring, index) => {
        const corners = orientedCorners(ring, index === 0);
        return [...corners, ...corners.slice(0, 1)];
      }),
    );
