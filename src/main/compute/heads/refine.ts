import type { HeadModel } from '../../../shared/contract/compute';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../../shared/ellipsoid';
import { throwIfAborted } from '../../../shared/errors';
import type { Terrain } from '../../terrain/terrain';
import { embedLocations } from '../embedLocations';
import type { Encoder } from '../encoder';
import { predictHead } from './predictHead';

/** Rows that are embedded at once. */
const ROWS_AT_ONCE = 4096;

/** Halvings of the step, at most. */
const MOST_HALVINGS = 4;

/** East and north of the eight places around one, in steps. */
const AROUND = [-1, 0, 1].flatMap((north) =>
  [-1, 0, 1].flatMap((east) => (east === 0 && north === 0 ? [] : [[east, north] as const])),
);

/**
 * Moves places to where a head's decision is highest, by a pattern search (Hooke & Jeeves 1961, Journal of the ACM 8,
 * 212-229): half a step, a quarter … down to the finest DTM's pixel, at least one and at most four of them. At each a place
 * moves to the best of the eight around it, where that is better than its own. Places whose patch is not whole stay.
 * @param locations [n, 2] lon, lat in degrees
 * @param stepM metres between the places of the lattice that the places were found on
 * @returns locations [n, 2], and their decisions [n]: NaN where a patch is not whole
 * @throws UserError `cancelled` when the signal fires, `truncated-file` when a DTM cannot be decoded
 */
export async function refine(
  terrain: Terrain,
  encoder: Encoder,
  head: HeadModel,
  locations: Float64Array,
  radiusM: number,
  stepM: number,
  signal?: AbortSignal,
): Promise<{ locations: Float64Array; decisions: Float32Array }> {
  const decide = (some: Float64Array): Promise<Float32Array> =>
    decisionsAt(terrain, encoder, head, some, radiusM, signal);
  const best = locations.slice();
  const decisions = await decide(best);
  const placesAtOnce = Math.max(1, Math.floor(ROWS_AT_ONCE / head.copies / AROUND.length));
  for (const halvedM of halvings(stepM, terrain.pixelM)) {
    for (let start = 0; start < decisions.length; start += placesAtOnce) {
      const around = placesAround(best.subarray(2 * start, 2 * (start + placesAtOnce)), halvedM);
      for (const [i, decision] of (await decide(around)).entries()) {
        const place = start + Math.floor(i / AROUND.length);
        if (!(decision > (decisions[place] ?? NaN))) continue;
        decisions[place] = decision;
        best.set(around.subarray(2 * i, 2 * i + 2), 2 * place);
      }
    }
  }
  return { locations: best, decisions };
}

/** Half a step, a quarter … the last is no wider than a pixel, unless there were too many. */
function halvings(stepM: number, pixelM: number): number[] {
  const wanted = Math.ceil(Math.log2(stepM / pixelM));
  const count = Math.min(MOST_HALVINGS, Math.max(1, wanted));
  return Array.from({ length: count }, (_, i) => stepM / 2 ** (i + 1));
}

/** The eight places around each place, [n, 8, 2] lon, lat in degrees. */
function placesAround(locations: Float64Array, stepM: number): Float64Array {
  const around = new Float64Array(locations.length * AROUND.length);
  let at = 0;
  for (let i = 0; i < locations.length; i += 2) {
    const [lonDeg = NaN, latDeg = NaN] = locations.subarray(i);
    for (const [east, north] of AROUND) {
      around[at++] = lonDeg + (east * stepM) / metresPerDegreeLon(latDeg);
      around[at++] = latDeg + (north * stepM) / metresPerDegreeLat(latDeg);
    }
  }
  return around;
}

/** Decisions of a head at locations, [n], NaN where no patch exists. */
async function decisionsAt(
  terrain: Terrain,
  encoder: Encoder,
  head: HeadModel,
  locations: Float64Array,
  radiusM: number,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const all = new Float32Array(locations.length / 2).fill(NaN);
  const atOnce = Math.floor(ROWS_AT_ONCE / head.copies);
  for (let start = 0; start < all.length; start += atOnce) {
    throwIfAborted(signal);
    const some = locations.subarray(2 * start, 2 * (start + atOnce));
    const { embeddings, valid } = await embedLocations(terrain, encoder, some, radiusM, head.copies);
    const { decisions } = predictHead(head, embeddings);
    for (const [i, exists] of valid.entries()) if (exists === 1) all[start + i] = decisions[i] ?? NaN;
  }
  return all;
}
