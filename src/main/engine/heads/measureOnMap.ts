import {
  type LonLat,
  type LonLatBox,
  boxContains,
  lonLatPairs,
  placesOfPairs,
} from '../../../shared/geo/lonLat';
import type { LabelClass } from '../../../shared/labels/labelClasses';
import { matchDetections, nearbyOf, type MapMeasure } from '../../../shared/mapQuality/mapQuality';
import { Random } from '../../../shared/statistics/random';
import type { CriticalKind } from '../../../shared/terrain/surroundings';
import type { LatticeValue } from '../../../shared/contract/compute';
import { cellOfLocation, latticeForBox, locationsAt } from '../../terrain/geo/lattice';
import type { Terrain } from '../../terrain/terrain';
import type { Project, TaskWork } from '../context';
import { byProbability, LEAST_KEPT } from '../maps/candidates';
import type { FlatGround } from '../maps/flatGround';
import { keepStrongest } from '../../terrain/geo/nearness';
import { placesToFind, thoseThatCount } from '../labels/countedPlaces';
import { countedGround } from './countedGround';
import { HeldOutBlocks } from './heldOutBlocks';
import { heldOutCandidates, type HeldOutCandidate } from './heldOutCandidates';
import { fitMapping, probabilityOf, type Mapping } from '../maps/mapping';
import type { Embedded, SvmSettings } from './svm';

/** The most random places that chance is measured at. */
const CHANCE_PLACES = 4000;

/** Decimals of probabilities that are kept in a measure. */
const DECIMALS = 4;

/** A head to be measured as it makes maps. */
export interface MapMeasured {
  readonly settings: SvmSettings;
  /** What it was trained on. */
  readonly set: Embedded & { readonly locations: Float64Array };
  /** How the class's places are mapped: labels along lines are too dense to be shown one by one. */
  readonly geometry: LabelClass['geometry'];
  /** Every known place of the class, [n, 2] lon, lat in degrees. */
  readonly positives: Float64Array;
  /** At which it makes maps, which may differ from its own, metres. */
  readonly radiusM: number;
  /** Where its training locations lie; undefined: anywhere, and outside of what. */
  readonly box: LonLatBox | undefined;
  readonly outside: LonLatBox | undefined;
  /** Elevation below which the list of known places is not complete, metres; undefined: it is complete everywhere. */
  readonly leastElevationM: number | undefined;
  readonly flat: FlatGround;
  readonly anchor: CriticalKind | null;
}

/** What a head's decisions mean on the map, and what such a map showed. */
export interface MeasuredOnMap {
  readonly mapping: Mapping;
  readonly measure: MapMeasure;
}

/**
 * Learns what a head's decisions mean on the map, from held-out terrain: heads that each hold out one fold of it find candidates,
 * which are known places of the class or not. The measure is cross-fitted: what judges the candidates of a fold was fitted on the
 * others.
 * @returns null where the area is too small, or no place is known in it
 */
export async function measureOnMap(
  project: Project,
  wanted: MapMeasured,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<MeasuredOnMap | null> {
  const { radiusM, settings, outside, set } = wanted;
  const ground = await project.useTerrain((terrain) => knownGround(terrain, wanted));
  if (ground.known.length === 0) return null;
  const lattice = latticeForBox(ground.box, radiusM / 2);
  const blocks = HeldOutBlocks.of(lattice, lonLatPairs(ground.known), settings.seed, 1 / set.copies);
  if (blocks === null) return null;
  const { candidates: found, decisions } = await heldOutCandidates(
    project,
    { ...wanted, box: ground.box, lattice, blocks },
    report,
    signal,
  );
  const known = placesToFind(
    ground.known.filter((place) => isJudged(place, lattice, decisions)),
    wanted,
    radiusM,
  );
  const counts = countedGround(ground.known, outside);
  const candidates = await project.useTerrain((terrain) =>
    thoseThatCount(terrain, found.filter(counts), wanted),
  );
  if (known.length === 0 || candidates.length === 0) return null;
  return {
    mapping: learnMapping(candidates, known, radiusM),
    measure: {
      ...crossFitted(candidates, known, radiusM),
      chance: chanceOf(known, decisions, lattice, counts, radiusM, settings.seed),
    },
  };
}

/** The area in which a head was trained, and the known places there whose patch is whole. */
async function knownGround(
  terrain: Terrain,
  { positives, radiusM, box = terrain.box, outside }: MapMeasured,
): Promise<{ box: LonLatBox; known: LonLat[] }> {
  const { valid } = await terrain.samplePatches(positives, radiusM);
  const known = placesOfPairs(positives).filter(
    ({ lonDeg, latDeg }, index) =>
      valid[index] === 1 &&
      boxContains(box, lonDeg, latDeg) &&
      (outside === undefined || !boxContains(outside, lonDeg, latDeg)),
  );
  return { box, known };
}

/** Whether a head decided where a place lies, or found the terrain too flat there. */
function isJudged({ lonDeg, latDeg }: LonLat, lattice: LatticeValue, decisions: Float32Array): boolean {
  const [column, row] = cellOfLocation(lattice, lonDeg, latDeg).map(Math.round);
  if (column === undefined || row === undefined) return false;
  const isThere = column >= 0 && row >= 0 && column < lattice.columns && row < lattice.rows;
  return isThere && !Number.isNaN(decisions[row * lattice.columns + column]);
}

/** Fits on candidates as they are shown: first in the order of their decisions, then in that of the probabilities so found. */
function learnMapping(
  candidates: readonly HeldOutCandidate[],
  known: readonly LonLat[],
  radiusM: number,
): Mapping {
  const first = fitMapping(answered(keepStrongest(candidates, radiusM), known, radiusM), radiusM);
  const shown = byProbability(candidates, radiusM, (candidate) => probabilityOf(first, candidate));
  return fitMapping(answered(shown, known, radiusM), radiusM);
}

function answered(
  candidates: readonly HeldOutCandidate[],
  known: readonly LonLat[],
  radiusM: number,
): (HeldOutCandidate & { hit: boolean })[] {
  const { order, hits } = matchDetections(candidates, known, radiusM);
  const hitOf = new Map(order.map((index, at) => [index, hits[at] === true]));
  return candidates.map((candidate, index) => ({ ...candidate, hit: hitOf.get(index) === true }));
}

/** What a map of the candidates shows, those of each fold judged by what was fitted on the other folds. */
function crossFitted(
  candidates: readonly HeldOutCandidate[],
  known: readonly LonLat[],
  radiusM: number,
): Omit<MapMeasure, 'chance'> {
  const mappings = new Map<number, Mapping>();
  for (const fold of new Set(candidates.map((candidate) => candidate.fold))) {
    const others = candidates.filter((candidate) => candidate.fold !== fold);
    if (others.length > 0) mappings.set(fold, learnMapping(others, known, radiusM));
  }
  const shown = byProbability(candidates, radiusM, (candidate) => {
    const others = mappings.get(candidate.fold);
    return others === undefined ? 0 : probabilityOf(others, candidate);
  }).filter(({ score }) => score >= LEAST_KEPT);
  const { order, hits } = matchDetections(shown, known, radiusM);
  const scores = order.map((index) => Number((shown[index]?.score ?? NaN).toFixed(DECIMALS)));
  return { radiusM, toleranceM: radiusM, known: known.length, scores, hits };
}

/** Share of random places of the judged area that have a known one within the radius. */
function chanceOf(
  known: readonly LonLat[],
  decisions: Float32Array,
  lattice: LatticeValue,
  counts: (location: LonLat) => boolean,
  radiusM: number,
  seed: number,
): number {
  const judged = Uint32Array.from(decisions.keys()).filter((cell) => Number.isFinite(decisions[cell]));
  const drawn = new Random(seed).shuffle(judged).subarray(0, CHANCE_PLACES);
  const places = placesOfPairs(locationsAt(lattice, drawn)).filter(counts);
  const near = nearbyOf(known, radiusM);
  const lucky = places.filter((place) => near(place).length > 0).length;
  return places.length === 0 ? 0 : lucky / places.length;
}
