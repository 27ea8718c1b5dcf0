import { metresPerDegreeLat, metresPerDegreeLon } from '../../../../shared/geo/ellipsoid';
import { ringsAreaM2, ringsBox, spansAt, type Ring } from '../../../../shared/geo/rings';

/** Rows of an area are at least so many, so that a low one has its width looked at as well. */
const LEAST_ROWS = 16;

/**
 * Places in an area, each of an equal part of it: they stand at equal distances along its rows, as if these were one line.
 * Every row crosses the area, so the smallest and the narrowest has as many.
 * @param rings as `checkedRings` gives them
 * @returns [size, 2] lon, lat in degrees, longitudes as those of the rings; none in an area of no width
 */
export function evenlyInside(rings: readonly Ring[], size: number): Float64Array {
  const [, south, , north] = ringsBox(rings);
  const heightM = (north - south) * metresPerDegreeLat((south + north) / 2);
  const squareRows = Math.round(heightM * Math.sqrt(size / ringsAreaM2(rings)));
  const rows = Math.min(size, Math.max(LEAST_ROWS, squareRows));
  const parts = Array.from({ length: rows }, (_, row) => {
    const latDeg = south + ((row + 0.5) / rows) * (north - south);
    return partsOf(spansAt(rings, latDeg), latDeg);
  }).flat();
  const step = parts.reduce((sum, { lengthM }) => sum + lengthM, 0) / size;
  if (!(step > 0)) return new Float64Array();
  const places = new Float64Array(2 * size);
  let part = 0;
  let startM = 0;
  for (let index = 0; index < size; index++) {
    const atM = (index + 0.5) * step;
    while (part < parts.length - 1 && atM > startM + (parts[part]?.lengthM ?? 0)) {
      startM += parts[part]?.lengthM ?? 0;
      part += 1;
    }
    const { westDeg, eastDeg, lengthM, latDeg } = parts[part] ?? NOWHERE;
    places[2 * index] = westDeg + Math.min(1, (atM - startM) / lengthM) * (eastDeg - westDeg);
    places[2 * index + 1] = latDeg;
  }
  return places;
}

/** A part of a row. */
interface Part {
  readonly westDeg: number;
  readonly eastDeg: number;
  readonly latDeg: number;
  readonly lengthM: number;
}

const NOWHERE: Part = { westDeg: NaN, eastDeg: NaN, latDeg: NaN, lengthM: NaN };

function partsOf(spans: readonly number[], latDeg: number): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at + 1 < spans.length; at += 2) {
    const [westDeg = NaN, eastDeg = NaN] = [spans[at], spans[at + 1]];
    const lengthM = (eastDeg - westDeg) * metresPerDegreeLon(latDeg);
    if (lengthM > 0) parts.push({ westDeg, eastDeg, latDeg, lengthM });
  }
  return parts;
}
