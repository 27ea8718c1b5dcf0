import { polygonsOf, type Ring } from '../../../shared/rings';

/** Longitude, latitude in degrees. */
type Position = readonly [number, number];

/**
 * The polygons of an area as geometry files have them: an outline counterclockwise, then its holes clockwise (RFC 7946, section
 * 3.1.6), each closed by its first corner. Longitudes run on beyond ±180 where it crosses the antimeridian.
 */
export const areaPolygons = (rings: readonly Ring[]): Position[][][] =>
  polygonsOf(rings).map((polygon) => polygon.map((ring, index) => closed(ring, index === 0)));

function closed(ring: Ring, counterclockwise: boolean): Position[] {
  const corners = Array.from({ length: ring.length / 2 }, (_, index): Position => [
    ring[2 * index] ?? NaN,
    ring[2 * index + 1] ?? NaN,
  ]);
  const twiceArea = corners.reduce((sum, [lon, lat], index) => {
    const [nextLon, nextLat] = corners[(index + 1) % corners.length] ?? [lon, lat];
    return sum + lon * nextLat - nextLon * lat;
  }, 0);
  const turned = twiceArea > 0 === counterclockwise ? corners : corners.reverse();
  return [...turned, ...turned.slice(0, 1)];
}
