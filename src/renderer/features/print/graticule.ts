import type { GridLine } from '../../../shared/contract/terrain';
import { boxOnPaper, placeOnPage, type MapOnPaper } from './mapOnPaper';
import { metresPerDegreeLat } from '../../../shared/geo/ellipsoid';
import { wrappedLonDeg } from '../../../shared/geo/lonLat';

/** A line across the map with what is written where it meets the frame. */
export interface LineAcross {
  /** Whether it runs from the lower to the upper edge. */
  readonly upright: boolean;
  /** Millimetres on the page; the frame cuts it. */
  readonly points: readonly (readonly [number, number])[];
  readonly label: string;
}

/** Lines are at least so far apart, millimetres. */
const LEAST_MM = 32;

/** Steps of degrees, in seconds of arc. */
const STEPS_S = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => 60 * minutes),
  ...[1, 2, 5, 10, 15, 30].map((degrees) => 3600 * degrees),
];
const STEPS_M = [0, 1, 2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));

/** Meridians and parallels, which are straight on the map. */
export function degreeLines(map: MapOnPaper): LineAcross[] {
  const { westDeg, southDeg, eastDeg, northDeg } = boxOnPaper(map);
  const leastDeg = ((LEAST_MM / 1000) * map.scale) / metresPerDegreeLat(map.centre.latDeg);
  const stepS = STEPS_S.find((step) => step / 3600 >= leastDeg) ?? 3600 * 30;
  const multiples = (lowDeg: number, highDeg: number): number[] => {
    const first = Math.ceil((lowDeg * 3600) / stepS);
    const count = Math.floor((highDeg * 3600) / stepS) - first + 1;
    return Array.from({ length: Math.max(0, count) }, (_, index) => ((first + index) * stepS) / 3600);
  };
  return [
    ...multiples(westDeg, eastDeg).map((lonDeg) => ({
      upright: true,
      points: [placeOnPage(map, lonDeg, southDeg), placeOnPage(map, lonDeg, northDeg)],
      label: degreesText(wrappedLonDeg(lonDeg), 'E', 'W'),
    })),
    ...multiples(southDeg, northDeg).map((latDeg) => ({
      upright: false,
      points: [placeOnPage(map, westDeg, latDeg), placeOnPage(map, eastDeg, latDeg)],
      label: degreesText(latDeg, 'N', 'S'),
    })),
  ];
}

/** `9° 30′ E`, `9° 30′ 15″ E`; minutes and seconds only where they are not 0. */
function degreesText(deg: number, positive: string, negative: string): string {
  const seconds = Math.round(Math.abs(deg) * 3600);
  const parts = [
    `${Math.floor(seconds / 3600)}°`,
    ...(seconds % 3600 === 0 ? [] : [`${Math.floor(seconds / 60) % 60}′`]),
    ...(seconds % 60 === 0 ? [] : [`${seconds % 60}″`]),
  ];
  return `${parts.join(' ')}${seconds === 0 ? '' : ` ${deg < 0 ? negative : positive}`}`;
}

/** Metres between the lines of a grid at a scale. */
export const gridStepM = (scale: number): number =>
  STEPS_M.find((stepM) => stepM >= (LEAST_MM / 1000) * scale) ?? 1e6;

/** The lines of a grid as the map shows them, labelled in kilometres where all are whole ones, else in metres. */
export function gridLinesAcross(map: MapOnPaper, lines: readonly GridLine[]): LineAcross[] {
  const whole = lines.every(({ value }) => value % 1000 === 0);
  const text = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
  return lines.map(({ along, value, lonLat }) => ({
    upright: along === 'easting',
    points: Array.from({ length: lonLat.length / 2 }, (_, index) =>
      placeOnPage(map, lonLat[2 * index] ?? NaN, lonLat[2 * index + 1] ?? NaN),
    ).filter(([x]) => !Number.isNaN(x)),
    label: `${text.format(whole ? value / 1000 : value).replaceAll(',', '\u00a0')}${along === 'easting' ? ' E' : ' N'}`,
  }));
}

/** Where a line meets the edges of the frame that it runs to, the lower or left one first; null where it does not. */
export function endsOf({ upright, points }: LineAcross, { frame }: MapOnPaper): (number | null)[] {
  const along = upright ? 1 : 0;
  const across = upright ? 0 : 1;
  const [low, high] = upright ? [frame.x, frame.x + frame.width] : [frame.y, frame.y + frame.height];
  const edges = upright ? [frame.y + frame.height, frame.y] : [frame.x, frame.x + frame.width];
  return edges.map((edge) => {
    for (const [index, to] of points.entries()) {
      const from = points[index - 1];
      if (from === undefined) continue;
      const [start, end] = [from[along], to[along]];
      const share = (edge - start) / (end - start);
      // Straight lines end exactly on the frame.
      if (!(share >= -1e-6 && share <= 1 + 1e-6)) continue;
      const at = from[across] + share * (to[across] - from[across]);
      return at > low && at < high ? at : null;
    }
    return null;
  });
}
