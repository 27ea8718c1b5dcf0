import Feature from 'ol/Feature';
import type OlMap from 'ol/Map';
import Point from 'ol/geom/Point';
import { fromLonLat, toLonLat } from 'ol/proj';
import type { LonLat } from '../../shared/geo';
import { SEMI_MAJOR_M } from '../../shared/ellipsoid';

/** Map units per metre on the ground at a latitude: EPSG:3857 stretches by 1 / cos(latitude). */
export const unitsPerMetre = (latDeg: number): number => 1 / Math.cos((latDeg * Math.PI) / 180);

/** The place of map coordinates. */
export function placeOf(coordinate: readonly number[]): LonLat {
  const [lonDeg = 0, latDeg = 0] = toLonLat([...coordinate]);
  return { lonDeg, latDeg };
}

/** Map coordinates of many places (EPSG Guidance Note 7-2, Popular Visualisation Pseudo-Mercator, method 1024). */
export function mercatorOf(lonDeg: Float64Array, latDeg: Float64Array): { x: Float64Array; y: Float64Array } {
  const radians = Math.PI / 180;
  return {
    x: lonDeg.map((deg) => SEMI_MAJOR_M * deg * radians),
    y: latDeg.map((deg) => SEMI_MAJOR_M * Math.asinh(Math.tan(deg * radians))),
  };
}

export const pointFeature = (lonDeg: number, latDeg: number): Feature<Point> =>
  new Feature(new Point(fromLonLat([lonDeg, latDeg])));

/** Metres on the ground that a pixel in the middle of the map covers. */
export function pixelGroundM(map: OlMap): number {
  const view = map.getView();
  const { latDeg } = placeOf(view.getCenter() ?? [0, 0]);
  return (view.getResolution() ?? 1) / unitsPerMetre(latDeg);
}
