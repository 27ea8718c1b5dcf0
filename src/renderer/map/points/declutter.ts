import type { PackablePoints } from './packPoints';

/** Points in map units, strongest first; only points of one group, a number below 1,024, stand for each other. */
export interface Crowd extends PackablePoints {
  readonly group: Uint16Array;
}

/** The points that are drawn, strongest first, and how many each of them stands for. */
export interface Decluttered {
  readonly indices: Uint32Array;
  readonly counts: Uint32Array;
}

/** Edge of the cells in which the strongest point stands for all of its group, pixels. */
const CELL_PX = 56;

/**
 * Thins out what would lie on top of each other: of a group's points in a cell the strongest stays and stands for the
 * others. Detections are at least their radius apart, so that none is left out once a circle is wider than a cell.
 * @param shown whether a point is shown at all
 * @param resolution map units per pixel
 */
export function declutter(
  { x, y, group }: Crowd,
  shown: (index: number) => boolean,
  resolution: number,
): Decluttered {
  const cell = CELL_PX * resolution;
  const indices = new Uint32Array(x.length);
  const counts = new Uint32Array(x.length);
  const places = new Map<number, number>();
  let found = 0;
  for (let index = 0; index < x.length; index++) {
    if (!shown(index)) continue;
    // At the nearest zoom the world has fewer than 2^21 cells either way; with 2^10 groups a key has room in 53 bits.
    const column = Math.floor((x[index] ?? 0) / cell) + 2 ** 20;
    const row = Math.floor((y[index] ?? 0) / cell) + 2 ** 20;
    const key = (column * 2 ** 21 + row) * 2 ** 10 + (group[index] ?? 0);
    const place = places.get(key);
    if (place === undefined) {
      places.set(key, found);
      indices[found] = index;
      counts[found++] = 1;
    } else {
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return { indices: indices.subarray(0, found), counts: counts.subarray(0, found) };
}

/** The resolution of the zoom step that a resolution belongs to: steps of sqrt(2), so that little moves within one. */
export const stepResolution = (resolution: number): number =>
  2 ** (Math.round(2 * Math.log2(resolution)) / 2);
