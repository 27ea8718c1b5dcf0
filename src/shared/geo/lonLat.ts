import { z } from 'zod';
import { metresPerDegreeLat, metresPerDegreeLon } from './ellipsoid';

/** A location, WGS84 degrees. */
export const lonLat = z.object({
  lonDeg: z.number().min(-180).max(180),
  latDeg: z.number().min(-90).max(90),
});
export type LonLat = z.infer<typeof lonLat>;

/** Whether two locations are the same. */
export const isSame = (a: LonLat, b: LonLat): boolean => a.lonDeg === b.lonDeg && a.latDeg === b.latDeg;

/** Full circle of longitude, degrees. */
const TURN_DEG = 360;

/**
 * A box in WGS84 degrees, edges included; west < east. Across the antimeridian longitudes continue beyond 180 degrees: from 179.5
 * to 180.5, usually written as 179.5 to -179.5 (`boxOfEdges`).
 */
export const lonLatBox = z
  .object({
    westDeg: z.number().min(-180).max(180),
    southDeg: z.number().min(-90).max(90),
    eastDeg: z
      .number()
      .min(-180)
      .max(180 + TURN_DEG),
    northDeg: z.number().min(-90).max(90),
  })
  .refine(
    ({ westDeg, southDeg, eastDeg, northDeg }) =>
      westDeg < eastDeg && eastDeg - westDeg <= TURN_DEG && southDeg < northDeg,
    { message: 'A box needs west < east and south < north.' },
  );
export type LonLatBox = z.infer<typeof lonLatBox>;

/**
 * The box of four edges as usually written: where east < west, it crosses the antimeridian (RFC 7946, section 5.2), unless it would
 * span more than 180 degrees, which suggests that two edges were mixed up. Null where the edges do not make a box.
 */
export function boxOfEdges(
  westDeg: number | undefined,
  southDeg: number | undefined,
  eastDeg: number | undefined,
  northDeg: number | undefined,
): LonLatBox | null {
  const widthDeg = (eastDeg ?? NaN) + TURN_DEG - (westDeg ?? NaN);
  const crosses = widthDeg <= TURN_DEG / 2;
  const box = { westDeg, southDeg, eastDeg: crosses ? (eastDeg ?? NaN) + TURN_DEG : eastDeg, northDeg };
  return lonLatBox.safeParse(box).data ?? null;
}

/** A longitude between -180 and 180 degrees. */
export const wrappedLonDeg = (lonDeg: number): number =>
  lonDeg >= -180 && lonDeg <= 180 ? lonDeg : lonDeg - TURN_DEG * Math.round(lonDeg / TURN_DEG);

/** A longitude shifted by whole circles to lie nearest to another one; beyond ±180 degrees across the antimeridian. */
export const lonNear = (referenceDeg: number, lonDeg: number): number =>
  Math.abs(referenceDeg - lonDeg) <= 180
    ? lonDeg
    : lonDeg + TURN_DEG * Math.round((referenceDeg - lonDeg) / TURN_DEG);

/** The middle of a box's longitudes, maybe beyond 180 degrees. */
export const middleLonDeg = ({ westDeg, eastDeg }: Pick<LonLatBox, 'westDeg' | 'eastDeg'>): number =>
  (westDeg + eastDeg) / 2;

/** The same box with its west between -180 and 180 degrees, at most once around the globe. */
export function wrappedBox(box: LonLatBox): LonLatBox {
  const widthDeg = Math.min(TURN_DEG, box.eastDeg - box.westDeg);
  if (widthDeg === TURN_DEG) return { ...box, westDeg: -180, eastDeg: 180 };
  const westDeg = box.westDeg === 180 ? -180 : wrappedLonDeg(box.westDeg);
  return westDeg === box.westDeg ? box : { ...box, westDeg, eastDeg: westDeg + widthDeg };
}

/** A box as one or two that do not cross the antimeridian. */
export const notAcrossAntimeridian = (box: LonLatBox): LonLatBox[] =>
  box.eastDeg <= 180
    ? [box]
    : [
        { ...box, eastDeg: 180 },
        { ...box, westDeg: -180, eastDeg: box.eastDeg - TURN_DEG },
      ];

/** The narrowest box around some boxes, at least one: across the antimeridian where that is narrower. */
export function boxAroundBoxes(boxes: readonly LonLatBox[]): LonLatBox {
  const sorted = boxes.map(wrappedBox).sort((a, b) => a.westDeg - b.westDeg);
  const [first] = sorted;
  if (first === undefined) throw new RangeError('There is no box.');
  // The widest gap between boxes, going east, is left out: the one across the antimeridian where none is wider.
  let reachDeg = -Infinity;
  for (const { eastDeg } of sorted) reachDeg = Math.max(reachDeg, eastDeg);
  let [westDeg, eastDeg] = [first.westDeg, reachDeg];
  let gapDeg = first.westDeg + TURN_DEG - reachDeg;
  let soFarDeg = first.eastDeg;
  for (const box of sorted.slice(1)) {
    // A box across the antimeridian fills gaps beyond it.
    const filledDeg = Math.max(soFarDeg, reachDeg - TURN_DEG);
    if (box.westDeg - filledDeg > gapDeg) {
      gapDeg = box.westDeg - filledDeg;
      [westDeg, eastDeg] = [box.westDeg, filledDeg + TURN_DEG];
    }
    soFarDeg = Math.max(soFarDeg, box.eastDeg);
  }
  return wrappedBox({
    westDeg,
    southDeg: Math.min(...sorted.map(({ southDeg }) => southDeg)),
    eastDeg: gapDeg > 0 ? eastDeg : westDeg + TURN_DEG,
    northDeg: Math.max(...sorted.map(({ northDeg }) => northDeg)),
  });
}

/** Whether a location lies in the box, edges included; longitudes of both may lie beyond ±180 degrees. */
export const boxContains = (
  { westDeg, southDeg, eastDeg, northDeg }: LonLatBox,
  lonDeg: number,
  latDeg: number,
): boolean =>
  latDeg >= southDeg &&
  latDeg <= northDeg &&
  ((lonDeg >= westDeg && lonDeg <= eastDeg) ||
    (lonDeg + TURN_DEG >= westDeg && lonDeg + TURN_DEG <= eastDeg) ||
    (lonDeg - TURN_DEG >= westDeg && lonDeg - TURN_DEG <= eastDeg));

/**
 * The box, wider by at least a margin on each side: whatever lies within the margin of the box lies in the grown one. Near a
 * pole that is every longitude.
 * @param marginM metres, 0 or more
 */
export function grown(box: LonLatBox, marginM: number): LonLatBox {
  const marginDeg = latitudesOf(marginM);
  const southDeg = Math.max(-90, box.southDeg - marginDeg);
  const northDeg = Math.min(90, box.northDeg + marginDeg);
  const lonMarginDeg = longitudesOf(marginM, southDeg, northDeg);
  const around = !(box.eastDeg - box.westDeg + 2 * lonMarginDeg < 360);
  return {
    westDeg: around ? -180 : box.westDeg - lonMarginDeg,
    southDeg,
    eastDeg: around ? 180 : box.eastDeg + lonMarginDeg,
    northDeg,
  };
}

/**
 * The part of a box that keeps at least a margin from its edges; null where nothing is left.
 * @param marginM metres, 0 or more
 */
export function shrunk(box: LonLatBox, marginM: number): LonLatBox | null {
  const marginDeg = latitudesOf(marginM);
  const lonMarginDeg = longitudesOf(marginM, box.southDeg, box.northDeg);
  const inner = {
    westDeg: box.westDeg + lonMarginDeg,
    southDeg: box.southDeg + marginDeg,
    eastDeg: box.eastDeg - lonMarginDeg,
    northDeg: box.northDeg - marginDeg,
  };
  return inner.westDeg < inner.eastDeg && inner.southDeg < inner.northDeg ? inner : null;
}

/** Intersection of two boxes, the wider part where they meet on both sides of the Earth; null where it has no area. */
export function overlap(a: LonLatBox, b: LonLatBox): LonLatBox | null {
  const southDeg = Math.max(a.southDeg, b.southDeg);
  const northDeg = Math.min(a.northDeg, b.northDeg);
  if (southDeg >= northDeg) return null;
  const [widest] = [0, TURN_DEG, -TURN_DEG]
    .map((turnDeg) => ({
      westDeg: Math.max(a.westDeg, b.westDeg + turnDeg),
      eastDeg: Math.min(a.eastDeg, b.eastDeg + turnDeg),
    }))
    .filter(({ westDeg, eastDeg }) => westDeg < eastDeg)
    .sort((one, other) => other.eastDeg - other.westDeg - (one.eastDeg - one.westDeg));
  return widest === undefined ? null : wrappedBox({ ...widest, southDeg, northDeg });
}

/** Degrees of latitude that cover at least a distance everywhere: a degree is shortest at the equator. */
const latitudesOf = (distanceM: number): number => distanceM / metresPerDegreeLat(0);

/** The fewest metres of a degree of longitude in a box: it is shortest nearest the pole. */
export const leastLonDegreeM = ({ southDeg, northDeg }: Pick<LonLatBox, 'southDeg' | 'northDeg'>): number =>
  metresPerDegreeLon(Math.max(Math.abs(southDeg), Math.abs(northDeg)));

/** Degrees of longitude that cover at least a distance between two latitudes; at a pole none are enough. */
const longitudesOf = (distanceM: number, southDeg: number, northDeg: number): number =>
  Math.max(Math.abs(southDeg), Math.abs(northDeg)) < 90
    ? distanceM / leastLonDegreeM({ southDeg, northDeg })
    : Infinity;

/** Whether a location lies in a polygon whose edges are straight in degrees; where it crosses itself, by the even-odd rule. */
export function polygonContains(polygon: readonly LonLat[], lonDeg: number, latDeg: number): boolean {
  let inside = false;
  let from = polygon.at(-1);
  for (const to of polygon) {
    if (from !== undefined && crossesEast(lonDeg, latDeg, from.lonDeg, from.latDeg, to.lonDeg, to.latDeg))
      inside = !inside;
    from = to;
  }
  return inside;
}

/** Whether an edge from a to b, straight in degrees, crosses the parallel of a location to the east of it. */
export function crossesEast(
  lonDeg: number,
  latDeg: number,
  aLonDeg: number,
  aLatDeg: number,
  bLonDeg: number,
  bLatDeg: number,
): boolean {
  if (aLatDeg > latDeg === bLatDeg > latDeg) return false;
  return lonDeg < aLonDeg + ((latDeg - aLatDeg) / (bLatDeg - aLatDeg)) * (bLonDeg - aLonDeg);
}

/** Places as longitude, latitude pairs, [n, 2] degrees. */
export const lonLatPairs = (places: readonly LonLat[]): Float64Array =>
  Float64Array.from(places.flatMap(({ lonDeg, latDeg }) => [lonDeg, latDeg]));

/** Longitude, latitude pairs, [n, 2] degrees, as places. */
export const placesOfPairs = (pairs: Float64Array): LonLat[] =>
  Array.from({ length: pairs.length / 2 }, (_, index) => ({
    lonDeg: pairs[2 * index] ?? NaN,
    latDeg: pairs[2 * index + 1] ?? NaN,
  }));
