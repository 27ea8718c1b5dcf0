import type { LonLatBox } from '../../../shared/geo/lonLat';
import type { Crs } from './crs';
import { edgeShares } from './edgeShares';
import { projectionOf } from './projection';

/** A line of equal easting or equal northing. */
export interface GridLine {
  readonly along: 'easting' | 'northing';
  /** Units of the CRS. */
  readonly value: number;
  /** [n, 2] lon, lat in degrees, from south to north or from west to east; its ends may lie beyond the box */
  readonly lonLat: Float64Array;
}

/** Points of a line: lines of one CRS are curves in another. */
const POINTS = 33;

/** The most lines of a grid. */
const MOST_LINES = 400;

/**
 * The lines of a CRS's grid that cross a box.
 * @param step between lines, units of the CRS, which is projected
 * @returns none where the grid would have more than 400 lines
 */
export function gridLines(crs: Crs, box: LonLatBox, step: number): GridLine[] {
  const { westDeg, southDeg, eastDeg, northDeg } = box;
  const { forward, inverse } = projectionOf(crs);
  const corners = edgeShares
    .map(([lon, lat]) => forward(westDeg + lon * (eastDeg - westDeg), southDeg + lat * (northDeg - southDeg)))
    .filter(([x]) => !Number.isNaN(x));
  if (corners.length === 0) return [];
  const span = (axis: 0 | 1): [number, number] => {
    const values = corners.map((corner) => corner[axis]);
    return [Math.min(...values), Math.max(...values)];
  };
  const [xs, ys] = [span(0), span(1)];
  const valuesIn = ([low, high]: [number, number]): number[] =>
    Array.from(
      { length: Math.max(0, Math.floor(high / step) - Math.ceil(low / step) + 1) },
      (_, index) => (Math.ceil(low / step) + index) * step,
    );
  if ((xs[1] - xs[0] + ys[1] - ys[0]) / step > MOST_LINES) return [];
  const line = (place: (share: number) => readonly [number, number]): Float64Array =>
    Float64Array.from(
      Array.from({ length: POINTS }, (_, index) => inverse(...place(index / (POINTS - 1)))).flat(),
    );
  return [
    ...valuesIn(xs).map((x): GridLine => ({
      along: 'easting',
      value: x,
      lonLat: line((share) => [x, ys[0] + share * (ys[1] - ys[0])]),
    })),
    ...valuesIn(ys).map((y): GridLine => ({
      along: 'northing',
      value: y,
      lonLat: line((share) => [xs[0] + share * (xs[1] - xs[0]), y]),
    })),
  ];
}
