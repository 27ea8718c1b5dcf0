import {
  type LonLat,
  type LonLatBox,
  boxContains,
  lonLatPairs,
  placesOfPairs,
} from '../../../shared/geo/lonLat';
import type { MapMeasure } from '../../../shared/mapQuality/mapQuality';
import { matchDetections, nearbyOf } from '../../../shared/mapQuality/matching';
import { Random } from '../../../shared/statistics/random';
import type { CriticalKind } from '../../../shared/terrain/surroundings';
import type { LatticeValue } from '../../../shared/contract/compute';
import { cellMapper, latticeForBox, locationsAt } from '../../terrain/geo/lattice';
import type { Terrain } from '../../terrain/terrain';
import type { Project, TaskWork } from '../context';
import { byProbability, LEAST_KEPT } from '../../layers/maps/candidates';
import { keepStrongest } from '../../terrain/geo/nearness';
import { placesToFind, thoseThatCount } from '../labels/countedPlaces';
import { countedArea } from './countedArea';
import { HeldOutBlocks } from './heldOutBlocks';
import type { HeldOutEmbeddings } from './heldOutEmbeddings';
import { heldOutCandidates, type HeldOutCandidate } from './heldOutCandidates';
import { fitMapping, probabilityOf, type Mapping } from '../../layers/maps/mapping';
import type { TrainingArea, TrainingExamples } from './trainingExamples';
import { cellsWhere } from '../../layers/maps/cellsWhere';

/** The most random places that chance is measured at. */
const CHANCE_PLACES = 4000;

/** Decimals of probabilities that are kept in a measure. */
const DECIMALS = 4;

/** The area in which a head is trained, as far as it matters for measuring it. */
export interface JudgedArea extends TrainingArea {
  /** Elevation below which the list of known places is not complete, metres; undefined: it is complete everywhere. */
  readonly leastElevationM: number | undefined;
  /** Of the task that measures. */
  readonly embeddings: HeldOutEmbeddings;
}

/** How a head is measured as it makes maps. */
interface MapMeasured extends JudgedArea {
  /** At which it makes maps, which may differ from its own, metres. */
  readonly radiusM: number;
  readonly anchor: CriticalKind | null;
}

/** What a head's decisions mean on the map, and what such a map showed. */
export interface MeasuredOnMap {
  readonly mapping: Mapping;
  readonly measure: MapMeasure;
}

/**
 * Learns what a head's decisions mean on the map, from held-out terrain: heads that are trained on the same examples, and each hold
 * out one fold of it, find candidates, which are known places of the class or not. The measure is cross-fitted: what judges the
 * candidates of a fold was fitted on the others.
 * @returns null where the area is too small, or no place is known in it
 */
export async function measureOnMap(
  project: Project,
  { labelClass, settings, set, labels, flat }: TrainingExamples,
  at: MapMeasured,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<MeasuredOnMap | null> {
  const { radiusM, anchor, embeddings } = at;
  const { box, places } = await project.useTerrain((terrain) => knownPlaces(terrain, labels.positives, at));
  if (places.length === 0) return null;
  const lattice = latticeForBox(box, radiusM / 2);
  const blocks = HeldOutBlocks.of(lattice, lonLatPairs(places), settings.seed, 1 / set.copies);
  if (blocks === null) return null;
  const { candidates: found, decisions } = await heldOutCandidates(
    project,
    { settings, set, radiusM, lattice, blocks, box, flat, anchor, embeddings },
    report,
    signal,
  );
  const known = placesToFind(places.filter(isJudgedIn(lattice, decisions)), labelClass, radiusM);
  const counts = countedArea(places, at.outside);
  const candidates = await project.useTerrain((terrain) => thoseThatCount(terrain, found.filter(counts), at));
  if (known.length === 0 || candidates.length === 0) return null;
  return {
    mapping: learnMapping(candidates, known, radiusM),
    measure: {
      ...crossFitted(candidates, known, blocks, radiusM),
      chance: chanceOf(known, decisions, lattice, counts, radiusM, settings.seed),
    },
  };
}

/** The area in which a head was trained, and the known places there whose patch is whole. */
async function knownPlaces(
  terrain: Terrain,
  positives: Float64Array,
  { radiusM, trainBox: box = terrain.box, outside }: MapMeasured,
): Promise<{ box: LonLatBox; places: LonLat[] }> {
  const { valid } = await terrain.samplePatches(positives, radiusM);
  const places = placesOfPairs(positives).filter(
    ({ lonDeg, latDeg }, index) =>
      valid[index] === 1 &&
      boxContains(box, lonDeg, latDeg) &&
      (outside === undefined || !boxContains(outside, lonDeg, latDeg)),
  );
  return { box, places };
}

/** Whether a head decided where a place lies, or found the terrain too flat there. */
function isJudgedIn(lattice: LatticeValue, decisions: Float32Array): (place: LonLat) => boolean {
  const cellOf = cellMapper(lattice);
  return ({ lonDeg, latDeg }) => {
    const [column, row] = cellOf(lonDeg, latDeg).map(Math.round);
    if (column === undefined || row === undefined) return false;
    const isThere = column >= 0 && row >= 0 && column < lattice.columns && row < lattice.rows;
    return isThere && !Number.isNaN(decisions[row * lattice.columns + column]);
  };
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
  blocks: HeldOutBlocks,
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
  const { order, hits, knownOf } = matchDetections(shown, known, radiusM);
  const places = order.flatMap((index) => shown[index] ?? []);
  return {
    ...{ radiusM, toleranceM: radiusM, known: known.length, hits },
    scores: places.map(({ score }) => Number(score.toFixed(DECIMALS))),
    blocks: blocksOf(
      places.map((place, at) => known[knownOf[at] ?? -1] ?? place),
      known,
      blocks,
    ),
  };
}

/** The blocks in which detections and known places lie. @param places of detections; that of the known place where they are one */
function blocksOf(
  places: readonly LonLat[],
  known: readonly LonLat[],
  blocks: HeldOutBlocks,
): NonNullable<MapMeasure['blocks']> {
  const knownIn = new Map<string, number>(places.map((place) => [blocks.blockAt(place), 0]));
  for (const place of known) {
    const block = blocks.blockAt(place);
    knownIn.set(block, (knownIn.get(block) ?? 0) + 1);
  }
  const keys = [...knownIn.keys()];
  return { of: places.map((place) => keys.indexOf(blocks.blockAt(place))), known: [...knownIn.values()] };
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
  const judged = cellsWhere(decisions, Number.isFinite);
  const drawn = new Random(seed).shuffle(judged).subarray(0, CHANCE_PLACES);
  const places = placesOfPairs(locationsAt(lattice, drawn)).filter(counts);
  const near = nearbyOf(known, radiusM);
  const lucky = places.filter((place) => near(place).length > 0).length;
  return places.length === 0 ? 0 : lucky / places.length;
}
