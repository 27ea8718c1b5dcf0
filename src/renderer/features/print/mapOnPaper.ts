import { metresPerDegreeLat, metresPerDegreeLon, SEMI_MAJOR_M } from '../../../shared/geo/ellipsoid';
import { middleLonDeg, type LonLat, type LonLatBox } from '../../../shared/geo/lonLat';
import { coordinateOf, placeOf } from '../../map/mercator';
import type { Rect } from './paper';

const RADIANS = Math.PI / 180;
const MM_PER_M = 1000;

/**
 * Map units (EPSG:3857) per metre on the ground at a latitude, to the east and to the north. They differ by up to 0.7 %, since the
 * projection takes the ellipsoid for a sphere (EPSG Guidance Note 7-2, method 1024).
 */
function unitsPerGroundM(latDeg: number): { east: number; north: number } {
  const unitsPerDegree = SEMI_MAJOR_M * RADIANS;
  return {
    east: unitsPerDegree / metresPerDegreeLon(latDeg),
    north: unitsPerDegree / Math.cos(latDeg * RADIANS) / metresPerDegreeLat(latDeg),
  };
}

/** A map on paper: its scale is true in both directions along the parallel through its middle. */
export interface MapOnPaper {
  readonly frame: Rect;
  readonly centre: LonLat;
  /** 50,000 for 1:50,000. */
  readonly scale: number;
  /** West, south, east, north in map units. */
  readonly extent: readonly [number, number, number, number];
}

/** The map of a scale around a place that fills a frame. */
export function mapOnPaper(frame: Rect, centre: LonLat, scale: number): MapOnPaper {
  const units = unitsPerGroundM(centre.latDeg);
  const halfX = (frame.width / MM_PER_M / 2) * scale * units.east;
  const halfY = (frame.height / MM_PER_M / 2) * scale * units.north;
  const [x = 0, y = 0] = coordinateOf(centre);
  return { frame, centre, scale, extent: [x - halfX, y - halfY, x + halfX, y + halfY] };
}

/** Where map coordinates are on the page, millimetres. */
export function onPage({ frame, extent }: MapOnPaper, x: number, y: number): [number, number] {
  const [west, south, east, north] = extent;
  return [
    frame.x + ((x - west) / (east - west)) * frame.width,
    frame.y + ((north - y) / (north - south)) * frame.height,
  ];
}

/** Where a place is on the page, millimetres. */
export function placeOnPage(map: MapOnPaper, lonDeg: number, latDeg: number): [number, number] {
  const [x = NaN, y = NaN] = coordinateOf({ lonDeg, latDeg });
  return onPage(map, x, y);
}

/** The part of the Earth that the map shows. */
export function boxOnPaper({ extent }: MapOnPaper): LonLatBox {
  const [west, south, east, north] = extent;
  const [southWest, northEast] = [placeOf([west, south]), placeOf([east, north])];
  return {
    westDeg: southWest.lonDeg,
    southDeg: southWest.latDeg,
    eastDeg: northEast.lonDeg < southWest.lonDeg ? northEast.lonDeg + 360 : northEast.lonDeg,
    northDeg: northEast.latDeg,
  };
}

/** The middle of a box as the map shows it. */
export function middleOf(box: LonLatBox): LonLat {
  const [, south = 0] = coordinateOf({ lonDeg: box.westDeg, latDeg: box.southDeg });
  const [x = 0, north = 0] = coordinateOf({ lonDeg: middleLonDeg(box), latDeg: box.northDeg });
  return placeOf([x, (south + north) / 2]);
}

/** First digits of the scales that maps have. */
const SCALE_DIGITS = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 8] as const;

/** The largest of the usual scales at which a box fits into a frame. */
export function fittingScale(box: LonLatBox, frame: Rect): number {
  const middle = middleOf(box);
  const units = unitsPerGroundM(middle.latDeg);
  const [, south = 0] = coordinateOf({ lonDeg: box.westDeg, latDeg: box.southDeg });
  const [, north = 0] = coordinateOf({ lonDeg: box.westDeg, latDeg: box.northDeg });
  const widthM = ((box.eastDeg - box.westDeg) * SEMI_MAJOR_M * RADIANS) / units.east;
  const heightM = (north - south) / units.north;
  const least = MM_PER_M * Math.max(widthM / frame.width, heightM / frame.height);
  const power = 10 ** Math.floor(Math.log10(least));
  const digit = SCALE_DIGITS.find((each) => each * power >= least * (1 - 1e-9));
  return Math.round((digit ?? 10) * power);
}

/** Scales to choose from. */
export const usualScales = [
  ...[2_500, 5_000, 10_000, 15_000, 20_000, 25_000, 50_000, 75_000],
  ...[100_000, 150_000, 200_000, 250_000, 500_000, 1_000_000, 2_000_000],
] as const;
