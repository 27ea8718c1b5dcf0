import { UserError } from '../errors';
import { ringsAreaM2, ringsBox, type Ring } from './rings';

/** Corners of an area, all rings together: what is stored of one stays below half a megabyte. */
const MOST_CORNERS = 10_000;

/** What is smaller has no place for a label: lines there and back are. */
const LEAST_M2 = 1;

/**
 * The rings of an area as they are kept: no corner twice in a row, longitudes that run on where an edge crosses the antimeridian (it
 * goes the shorter way round), all rings side by side, the first beginning within ±180 degrees.
 * @throws UserError `bad-input` for rings that are no area: too many corners or too few, of less than a square metre, crossing themselves or
 * each other, or around a pole
 */
export function checkedRings(given: readonly (readonly number[] | Ring)[]): Ring[] {
  const corners = given.reduce((sum, ring) => sum + ring.length / 2, 0);
  if (corners > MOST_CORNERS) {
    throw new UserError(
      'bad-input',
      `The area has ${corners} corners; at most ${MOST_CORNERS} are kept. Simplify it first.`,
    );
  }
  const rings = given.map(unwound);
  const [first] = rings;
  if (first === undefined || rings.some((ring) => ring.length < 6)) {
    throw new UserError('bad-input', 'An area needs three corners or more.');
  }
  const [middle = 0] = first;
  const beside = rings.map((ring) => shifted(ring, 360 * Math.round((middle - (ring[0] ?? 0)) / 360)));
  const [west, , east] = ringsBox(beside);
  if (east - west > 180) {
    throw new UserError('bad-input', 'The area reaches around half of the Earth. Draw smaller ones.');
  }
  if (anyCross(beside)) {
    throw new UserError('bad-input', 'The outline of the area crosses itself. Draw it so that it does not.');
  }
  if (!(ringsAreaM2(beside) > LEAST_M2))
    throw new UserError('bad-input', 'The area is smaller than a square metre.');
  return beside;
}

const shifted = (ring: Ring, byDeg: number): Ring =>
  byDeg === 0 ? ring : ring.map((value, at) => (at % 2 === 0 ? value + byDeg : value));

/** Leaves out corners that repeat the one before, and lets longitudes run on. */
function unwound(given: readonly number[] | Ring): Ring {
  const ring: number[] = [];
  for (let at = 0; at < given.length; at += 2) {
    const [lon = NaN, lat = NaN] = [given[at], given[at + 1]];
    if (!(Math.abs(lon) <= 540 && Math.abs(lat) <= 90)) {
      throw new UserError(
        'bad-input',
        `A corner of the area, ${lon}, ${lat}, is not longitude, latitude in degrees.`,
      );
    }
    const before = ring.at(-2);
    const from = before ?? 0;
    const on = lon - 360 * Math.round((lon - from) / 360);
    if (on !== before || lat !== ring.at(-1)) ring.push(on, lat);
  }
  const [lon = 0, lat = 0] = ring;
  const turns = Math.round(((ring.at(-2) ?? 0) - lon) / 360);
  if (turns !== 0) {
    throw new UserError('bad-input', 'The area goes around a pole. Draw one on either side of it.');
  }
  if (ring.length > 2 && ring.at(-2) === lon && ring.at(-1) === lat) ring.splice(-2);
  return Float64Array.from(ring);
}

/** [aLon, aLat, bLon, bLat] */
type Edge = readonly [number, number, number, number];

/** Whether edges cross in their midst: that they touch or lie on each other is no harm. */
function anyCross(rings: readonly Ring[]): boolean {
  const edges = rings
    .flatMap((ring) =>
      Array.from({ length: ring.length / 2 }, (_, index): Edge => {
        const next = (2 * index + 2) % ring.length;
        return [ring[2 * index] ?? 0, ring[2 * index + 1] ?? 0, ring[next] ?? 0, ring[next + 1] ?? 0];
      }),
    )
    .sort((a, b) => Math.min(a[1], a[3]) - Math.min(b[1], b[3]));
  let near: Edge[] = [];
  for (const edge of edges) {
    const south = Math.min(edge[1], edge[3]);
    near = near.filter((other) => Math.max(other[1], other[3]) > south);
    if (near.some((other) => cross(edge, other))) return true;
    near.push(edge);
  }
  return false;
}

const cross = (a: Edge, b: Edge): boolean =>
  sideOf(a, b[0], b[1]) * sideOf(a, b[2], b[3]) < 0 && sideOf(b, a[0], a[1]) * sideOf(b, a[2], a[3]) < 0;

/** On which side of an edge a place lies, -1, 0 or 1. */
const sideOf = ([aLon, aLat, bLon, bLat]: Edge, lon: number, lat: number): number =>
  Math.sign((bLon - aLon) * (lat - aLat) - (bLat - aLat) * (lon - aLon));
