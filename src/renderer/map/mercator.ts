import Feature from 'ol/Feature';
import type OlMap from 'ol/Map';
import Point from 'ol/geom/Point';
import { fromLonLat, toLonLat } from 'ol/proj';
import { lonNear, middleLonDeg, type LonLat, type LonLatBox } from '../../shared/geo/lonLat';
import { SEMI_MAJOR_M } from '../../shared/geo/ellipsoid';

/** Map units per metre on the ground at a latitude: EPSG:3857 stretches by 1 / cos(latitude). */
export const unitsPerMetre = (latDeg: number): number => 1 / Math.cos((latDeg * Math.PI) / 180);

/**
 * The longitude that the map is drawn around: places up to half a turn away lie on its side of the antimeridian. It is 0
 * except for terrain across the antimeridian.
 */
let aroundDeg = 0;

/** From now on, draws around the middle of a box, where that crosses the antimeridian. */
export function drawAround(box: LonLatBox | null): void {
  aroundDeg = box !== null && box.eastDeg > 180 ? middleLonDeg(box) : 0;
}

/** Whether the map is drawn across the antimeridian, so that tiles of both ends of the world meet. */
export const crossesAntimeridian = (): boolean => aroundDeg !== 0;

/** The degrees, whole turns, that take a longitude to the map's side of the antimeridian. */
export const turnsTo = (lonDeg: number): number => lonNear(aroundDeg, lonDeg) - lonDeg;

/** The map coordinates of a place. */
export const coordinateOf = ({ lonDeg, latDeg }: LonLat): number[] =>
  fromLonLat([lonNear(aroundDeg, lonDeg), latDeg]);

/** The column of a tile as it is counted from the antimeridian, for one beyond it. */
export function columnOf(zoom: number, x: number): number {
  const columns = 2 ** zoom;
  return ((x % columns) + columns) % columns;
}

/** The place of map coordinates. */
export function placeOf(coordinate: readonly number[]): LonLat {
  const [lonDeg = 0, latDeg = 0] = toLonLat([...coordinate]);
  return { lonDeg, latDeg };
}

/** Map coordinates of many places (EPSG Guidance Note 7-2, Popular Visualisation Pseudo-Mercator, method 1024). */
export function mercatorOf(lonDeg: Float64Array, latDeg: Float64Array): { x: Float64Array; y: Float64Array } {
  const radians = Math.PI / 180;
  return {
    x: lonDeg.map((deg) => SEMI_MAJOR_M * lonNear(aroundDeg, deg) * radians),
    y: latDeg.map((deg) => SEMI_MAJOR_M * Math.asinh(Math.tan(deg * radians))),
  };
}

export const pointFeature = (lonDeg: number, latDeg: number): Feature<Point> =>
  new Feature(new Point(coordinateOf({ lonDeg, latDeg })));

const FINENESS = 'fineness';

/** How many pixels of a map, along an edge, lie in one of CSS on paper; 1 for other maps. */
export const setFineness = (map: OlMap, fineness: number): void => {
  map.set(FINENESS, fineness);
};

/** Metres on the ground that a pixel of CSS in the middle of the map covers. */
export function pixelGroundM(map: OlMap): number {
  const view = map.getView();
  const { latDeg } = placeOf(view.getCenter() ?? [0, 0]);
  const fineness: unknown = map.get(FINENESS);
  return (
    ((view.getResolution() ?? 1) / unitsPerMetre(latDeg)) * (typeof fineness === 'number' ? fineness : 1)
  );
}
