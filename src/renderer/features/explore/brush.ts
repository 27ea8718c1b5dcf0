import type { ExplorationPlaces } from '../../../shared/contract/explorations';
import { boxContains, polygonContains, type LonLat } from '../../../shared/geo/lonLat';
import { Random } from '../../../shared/statistics/random';

/** Which places are brushed: [n], 1 where one is. */
export type Brushed = Uint8Array;

/** How a new brush combines with the places that are brushed already. */
export type BrushMode = 'replace' | 'add' | 'remove';

/** The brushed places after a new brush. */
export function brush(
  old: Brushed | null,
  isHit: (place: number) => boolean,
  count: number,
  mode: BrushMode,
): Brushed {
  return Uint8Array.from({ length: count }, (_, place) => {
    const was = mode === 'replace' ? 0 : (old?.[place] ?? 0);
    if (!isHit(place)) return was;
    return mode === 'remove' ? 0 : 1;
  });
}

/** How many places are brushed. */
export const brushedCount = (brushed: Brushed | null): number =>
  brushed?.reduce((sum, flag) => sum + flag, 0) ?? 0;

/**
 * Whether a place lies in what was drawn on the map.
 * @param corners two opposite ones of a box, or three and more of a polygon
 */
export function isInOutline(
  { lonDeg, latDeg }: Pick<ExplorationPlaces, 'lonDeg' | 'latDeg'>,
  corners: readonly LonLat[],
): (place: number) => boolean {
  const [a, b] = corners;
  if (a === undefined || b === undefined) return () => false;
  const box = {
    westDeg: Math.min(a.lonDeg, b.lonDeg),
    southDeg: Math.min(a.latDeg, b.latDeg),
    eastDeg: Math.max(a.lonDeg, b.lonDeg),
    northDeg: Math.max(a.latDeg, b.latDeg),
  };
  return (place) => {
    const [lon, lat] = [lonDeg[place] ?? NaN, latDeg[place] ?? NaN];
    return corners.length === 2 ? boxContains(box, lon, lat) : polygonContains(corners, lon, lat);
  };
}

/** The most labels that one step adds: few enough to review. */
export const MOST_LABELS = 500;

/** Which of the brushed places are to be labelled. */
export interface PlacesToLabel {
  /** Indices of places that lie apart from each other and from labelled ones, at most MOST_LABELS of them. */
  readonly places: readonly number[];
  /** How many there would be without that limit. */
  readonly apart: number;
}

/**
 * Thins brushed places until they lie apart. Which of several near ones stays is drawn at random, the same each time, so
 * that those that are left represent all of them.
 * @param labelled indices of places that have a label already
 * @param steps how many steps of the lattice two places have to lie apart at least
 */
export function placesToLabel(
  brushed: Brushed,
  { cells, columns }: Pick<ExplorationPlaces, 'cells' | 'columns'>,
  labelled: Iterable<number>,
  steps: number,
): PlacesToLabel {
  const reach = Math.ceil(steps);
  const taken = new Set<number>();
  const cellOf = (place: number): [column: number, row: number] => {
    const cell = cells[place] ?? 0;
    return [cell % columns, Math.floor(cell / columns)];
  };
  const isFree = (column: number, row: number): boolean => {
    for (let down = -reach; down <= reach; down++) {
      for (let across = -reach; across <= reach; across++) {
        if (column + across < 0 || column + across >= columns) continue;
        if (down * down + across * across >= steps * steps) continue;
        if (taken.has((row + down) * columns + column + across)) return false;
      }
    }
    return true;
  };
  for (const place of labelled) taken.add(cells[place] ?? 0);
  const order = Uint32Array.from(brushed.keys()).filter((place) => brushed[place] === 1);
  const kept: number[] = [];
  for (const place of new Random(0).shuffle(order)) {
    const [column, row] = cellOf(place);
    if (!isFree(column, row)) continue;
    taken.add(row * columns + column);
    kept.push(place);
  }
  return { places: kept.slice(0, MOST_LABELS), apart: kept.length };
}
