import Feature from 'ol/Feature';
import type OlMap from 'ol/Map';
import Point from 'ol/geom/Point';
import { fromLonLat, toLonLat } from 'ol/proj';
import type { LonLat } from '../../shared/geo';

/** Map units per metre on the ground at a latitude: EPSG:3857 stretches by 1 / cos(latitude). */
export const unitsPerMetre = (latDeg: number): number => 1 / Math.cos((latDeg * Math.PI) / 180);

/** The place of map coordinates. */
export function placeOf(coordinate: readonly number[]): LonLat {
  const [lonDeg = 0, latDeg = 0] = toLonLat([...coordinate]);
  return { lonDeg, latDeg };
}

export function pointFeature(
  lonDeg: number,
  latDeg: number,
  properties: Readonly<Record<string, number>> = {},
): Feature<Point> {
  const feature = new Feature(new Point(fromLonLat([lonDeg, latDeg])));
  feature.setProperties(properties, true);
  return feature;
}

/** Metres on the ground that a pixel in the middle of the map covers. */
export function pixelGroundM(map: OlMap): number {
  const view = map.getView();
  const { latDeg } = placeOf(view.getCenter() ?? [0, 0]);
  return (view.getResolution() ?? 1) / unitsPerMetre(latDeg);
}
