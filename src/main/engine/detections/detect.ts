import type { HeadModel } from '../../../shared/contract/compute';
import type { Project } from '../context';
import { probabilityOf, type Mapping } from '../maps/mapping';
import type { CriticalKind } from '../../../shared/terrain/surroundings';
import { TOO_FLAT } from '../../../shared/terrain/flatGround';
import { regionContains } from '../../../shared/geo/region';
import { candidatesAt, LEAST_KEPT, roughPlaces, type Candidate } from '../maps/candidates';
import { competeAtPlaces, competeInMaps } from './compete';
import { FLAT, type Decisions, type MapWanted } from '../maps/decisions';
import { keepStrongest, type ScoredPlace } from '../../terrain/geo/nearness';

/** A head as it makes maps at one radius. */
export interface MapHead {
  readonly model: HeadModel;
  readonly anchor: CriticalKind | null;
  /** What turns its decisions into probabilities at that radius; null: it was not measured there. */
  readonly mapping: Mapping | null;
}

/** What a head shows at a radius. */
export interface MapShown {
  /** [rows * columns] row-major, TOO_FLAT where the terrain is too flat, NaN where there is no patch */
  readonly probabilities: Float32Array;
  /** None nearer than the radius to a likelier one, likeliest first. */
  readonly detections: readonly ScoredPlace[];
}

/** What a head that was not measured at a radius has: what its calibration at its own radius says. */
const mappingOf = ({ mapping, model }: MapHead): Pick<Mapping, 'regression' | 'plattA' | 'plattB'> =>
  mapping ?? { regression: null, plattA: model.plattA, plattB: model.plattB };

/**
 * Maps and detections of heads from their decisions over a lattice.
 * @param heads of mutually exclusive classes, which compete; or one head
 * @param least probability of the detections that are kept
 */
export async function detect(
  project: Project,
  heads: readonly MapHead[],
  { lattice, rotation, maps }: Decisions,
  at: Pick<MapWanted, 'encoderId' | 'radiusM' | 'box'>,
  signal: AbortSignal,
  least = LEAST_KEPT,
): Promise<MapShown[]> {
  const { radiusM } = at;
  const found: Candidate[][] = [];
  for (const [index, head] of heads.entries()) {
    const decisions = maps[index] ?? new Float32Array();
    const rough = roughPlaces({ lattice, decisions }, radiusM);
    const finding = { ...at, anchor: head.anchor, stepM: lattice.stepM, rotation };
    const candidates = await candidatesAt(project, head.model, rough, finding, signal);
    const own = mappingOf(head);
    // Those at the edge may have moved out of the region, where a better one may be.
    const inside = candidates.filter(
      ({ lonDeg, latDeg }) => at.box === undefined || regionContains(at.box, lonDeg, latDeg),
    );
    found.push(inside.map((candidate) => ({ ...candidate, score: probabilityOf(own, candidate) })));
  }
  const probabilities = heads.map((head, index) => probabilityMap(maps[index] ?? new Float32Array(), head));
  competeInMaps(probabilities);
  return competeAtPlaces(found, radiusM / 2).map((candidates, index) => ({
    probabilities: probabilities[index] ?? new Float32Array(),
    detections: keepStrongest(candidates, radiusM).filter(({ score }) => score >= least),
  }));
}

/** A sigmoid of the decision alone, cell by cell. */
export function probabilityMap(decisions: Float32Array, head: MapHead): Float32Array {
  const { plattA, plattB } = mappingOf(head);
  return decisions.map((decision) =>
    decision === FLAT ? TOO_FLAT : 1 / (1 + Math.exp(plattA * decision + plattB)),
  );
}
