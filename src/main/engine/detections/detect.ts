import type { Project } from '../context';
import { TOO_FLAT } from '../../../shared/terrain/flatGround';
import { FLAT } from '../../layers/maps/asked';
import { LEAST_KEPT } from '../../layers/maps/candidates';
import { competeInMaps } from '../../layers/maps/compete';
import { detectPlaces, mappingOf, type MapHead } from '../../layers/maps/detectPlaces';
import type { ScoredPlace } from '../../terrain/geo/nearness';
import { embedderOf } from '../encoders/embedder';
import type { Decisions, MapWanted } from '../maps/decisions';

/** What a head shows at a radius. */
export interface MapShown {
  /** [rows * columns] row-major, TOO_FLAT where the terrain is too flat, NaN where there is no patch */
  readonly probabilities: Float32Array;
  /** None nearer than the radius to a likelier one, likeliest first. */
  readonly detections: readonly ScoredPlace[];
}

/**
 * Maps and detections of heads from their decisions over a lattice.
 * @param heads of mutually exclusive classes, which compete; or one head
 * @param least probability of the detections that are kept
 */
export async function detect(
  project: Project,
  heads: readonly MapHead[],
  decisions: Decisions,
  at: Pick<MapWanted, 'encoderId' | 'radiusM' | 'box'>,
  signal: AbortSignal,
  least = LEAST_KEPT,
): Promise<MapShown[]> {
  const by = await embedderOf(project, at.encoderId);
  const found = await detectPlaces(by, heads, decisions, at, signal, least);
  const { maps } = decisions;
  const probabilities = heads.map((head, index) => probabilityMap(maps[index] ?? new Float32Array(), head));
  competeInMaps(probabilities);
  return found.map((detections, index) => ({
    probabilities: probabilities[index] ?? new Float32Array(),
    detections,
  }));
}

/** A sigmoid of the decision alone, cell by cell. */
export function probabilityMap(decisions: Float32Array, head: MapHead): Float32Array {
  const { plattA, plattB } = mappingOf(head);
  return decisions.map((decision) =>
    decision === FLAT ? TOO_FLAT : 1 / (1 + Math.exp(plattA * decision + plattB)),
  );
}
