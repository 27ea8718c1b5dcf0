import type { Hit } from '../../../shared/contract/retrievals';
import type { LonLat } from '../../../shared/geo/lonLat';
import { regionContains, type Region } from '../../../shared/geo/region';
import { anyNearer } from '../../terrain/geo/distance';
import type { Found } from './nearestFirst';

/** Cells looked for at first for each hit wanted: neighbours of a hit look like it, and only the best of them is a hit. */
const CELLS_PER_HIT = 16;

/** A lattice cell of a layer. */
export interface LayerCell extends LonLat {
  readonly radiusM: number;
}

/** Which places are wanted. */
export interface PlacesWanted {
  /** What they are to look like. */
  readonly locations: readonly LonLat[];
  /** Where hits may lie; left out: anywhere. */
  readonly box?: Region | undefined;
  /** How many. */
  readonly k: number;
}

/**
 * Takes the nearest cells that are distinct places. A hit keeps its radius from the query locations, so that look-alikes are
 * other places; from every better hit it keeps the smaller of their two radii: the same summit at the next radius is the same
 * place, a knoll on a mountain's flank and the mountain are two.
 * @param nearestFirst cells by their distances, of which about `expected` will be taken; it may leave out those that are excluded
 */
export async function distinctPlaces(
  nearestFirst: (isOut: (cell: LayerCell) => boolean, expected: number) => AsyncIterable<Found<LayerCell>>,
  { locations, box, k }: PlacesWanted,
): Promise<Hit[]> {
  const asked = locations.map(({ lonDeg, latDeg }) => [lonDeg, latDeg] as const);
  const hits: Hit[] = [];
  /** Places of the hits of each radius. */
  const taken = new Map<number, (readonly [number, number])[]>();
  const isOut = ({ lonDeg, latDeg, radiusM }: LayerCell): boolean =>
    (box !== undefined && !regionContains(box, lonDeg, latDeg)) ||
    anyNearer(asked, lonDeg, latDeg, radiusM) ||
    [...taken].some(([takenRadiusM, places]) =>
      anyNearer(places, lonDeg, latDeg, Math.min(radiusM, takenRadiusM)),
    );
  for await (const { cell, distance } of nearestFirst(isOut, (k + locations.length) * CELLS_PER_HIT)) {
    const { lonDeg, latDeg, radiusM } = cell;
    taken.set(radiusM, [...(taken.get(radiusM) ?? []), [lonDeg, latDeg]]);
    hits.push({ lonDeg, latDeg, rank: hits.length + 1, distance, radiusM });
    if (hits.length === k) break;
  }
  return hits;
}
