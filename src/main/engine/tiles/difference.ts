import type { DifferenceFacts, DtmPair } from '../../../shared/contract/terrain';
import { overlap } from '../../../shared/geo/lonLat';
import { TILE_SIZE } from '../../../shared/terrain/tile';
import type { Terrain } from '../../terrain/terrain';
import type { Project } from '../context';
import { fingerprintsById } from '../dtms/dtms';
import type { TileAddress } from './landformTile';
import { tilesOver } from './tilesOver';

/** A median absolute deviation times this is the standard deviation, where errors are normal (Höhle and Höhle 2009, table 1). */
const NORMAL = 1.4826;

/** Share of the differences that the suggested colours span, either way. */
const SPANNED = 0.98;

/**
 * How much higher one DTM is than another in one map tile, EPSG:3857 XYZ.
 * @returns [256, 256] metres, NaN where either has no data; null for an empty tile, or where a DTM cannot be used
 */
export async function differenceOf(
  project: Project,
  pair: DtmPair,
  { z, x, y }: TileAddress,
): Promise<Float32Array | null> {
  const [later, earlier] = await fingerprintsOf(project, pair);
  return project.useTerrain((terrain) => terrain.differenceTile(later, earlier, z, x, y));
}

/**
 * How two DTMs differ where both have data, from some 100,000 places: the median and the normalised median absolute deviation,
 * which outliers such as a landslide do not sway (Höhle and Höhle 2009, ISPRS Journal 64:398-406).
 * @returns null where they have no place in common, or a DTM cannot be used
 */
export async function differenceFacts(project: Project, pair: DtmPair): Promise<DifferenceFacts | null> {
  const [later, earlier] = await fingerprintsOf(project, pair);
  return project.useTerrain(async (terrain) => {
    const differences = await differencesOf(terrain, later, earlier);
    if (differences.length === 0) return null;
    const medianM = at(differences.sort(), 0.5);
    const deviations = differences.map((differenceM) => Math.abs(differenceM - medianM)).sort();
    const sizes = differences.map(Math.abs).sort();
    return {
      places: differences.length,
      medianM,
      nmadM: NORMAL * at(deviations, 0.5),
      spannedM: at(sizes, SPANNED),
    };
  });
}

/** What the two DTMs are known by; empty for one that is not there. */
async function fingerprintsOf(
  { database }: Project,
  { laterDtmId, earlierDtmId }: DtmPair,
): Promise<[later: string, earlier: string]> {
  const fingerprints = await fingerprintsById(database);
  return [fingerprints.get(laterDtmId) ?? '', fingerprints.get(earlierDtmId) ?? ''];
}

async function differencesOf(terrain: Terrain, later: string, earlier: string): Promise<Float32Array> {
  const boxOf = (fingerprint: string) =>
    terrain.dtms.find(({ metadata }) => metadata.fingerprint === fingerprint)?.box ?? null;
  const [above, below] = [boxOf(later), boxOf(earlier)];
  const box = above === null || below === null ? null : overlap(above, below);
  const differences: number[] = [];
  if (box === null) return new Float32Array();
  for (const { zoom, x, y, rect } of tilesOver(box, terrain.box)) {
    const tile = await terrain.differenceTile(later, earlier, zoom, x, y);
    if (tile === null) continue;
    for (let row = rect.top; row < rect.bottom; row++)
      for (const value of tile.subarray(row * TILE_SIZE + rect.left, row * TILE_SIZE + rect.right))
        if (!Number.isNaN(value)) differences.push(value);
  }
  return Float32Array.from(differences);
}

/** The value at a share of sorted ones. */
const at = (sorted: Float32Array, share: number): number =>
  sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
