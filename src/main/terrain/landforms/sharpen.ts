import { metresPerDegreeLat, metresPerDegreeLon } from '../../../shared/geo/ellipsoid';
import { PATCH_SIZE } from '../../../shared/terrain/patch';
import { type CriticalKind, criticalKinds } from '../../../shared/terrain/surroundings';
import type { Terrain } from '../terrain';

/** What the extreme of a kind is; a pass is neither the highest nor the lowest of what is around it. */
const isMore: Readonly<Record<CriticalKind, ((valueM: number, bestM: number) => boolean) | null>> = {
  summit: (valueM, bestM) => valueM > bestM,
  pass: null,
  pit: (valueM, bestM) => valueM < bestM,
};

/** Samples from a place to the edge of its square, at most and as in a patch. */
const REACH = (PATCH_SIZE - 1) / 2;

/** Places whose squares are in memory at once. */
const PLACES_AT_ONCE = 4096;

/**
 * Moves summits to the highest and pits to the lowest place within a distance: to half a pixel of the finest DTM, or an eighth
 * of the distance where that is more.
 * @param anchors [n, 3, 2] lon, lat in degrees by kind, NaN where there is none; written anew
 */
export async function sharpen(terrain: Terrain, anchors: Float64Array, withinM: number): Promise<void> {
  const stepM = Math.max(terrain.pixelM / 2, withinM / REACH);
  const reach = Math.min(REACH, Math.ceil(withinM / stepM));
  const size = 2 * reach + 1;
  for (const [number, kind] of criticalKinds.entries()) {
    const isBetter = isMore[kind];
    if (isBetter === null) continue;
    const known: number[] = [];
    for (let at = 2 * number; at < anchors.length; at += 2 * criticalKinds.length)
      if (!Number.isNaN(anchors[at])) known.push(at);
    for (let start = 0; start < known.length; start += PLACES_AT_ONCE) {
      const some = known.slice(start, start + PLACES_AT_ONCE);
      const locations = Float64Array.from(some.flatMap((at) => [...anchors.subarray(at, at + 2)]));
      const { values, valid } = await terrain.sampleWindows(locations, REACH * stepM, size);
      for (const [i, at] of some.entries()) {
        if (valid[i] !== 1) continue;
        const square = values.subarray(i * size * size, (i + 1) * size * size);
        let best = (square.length - 1) / 2;
        for (const [sample, valueM] of square.entries())
          if (isBetter(valueM, square[best] ?? NaN)) best = sample;
        const [lonDeg = NaN, latDeg = NaN] = anchors.subarray(at);
        const [east, north] = [(best % size) - reach, reach - Math.floor(best / size)];
        anchors[at] = lonDeg + (east * stepM) / metresPerDegreeLon(latDeg);
        anchors[at + 1] = latDeg + (north * stepM) / metresPerDegreeLat(latDeg);
      }
    }
  }
}
