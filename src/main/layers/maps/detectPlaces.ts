import type { HeadModel, LatticeValue } from '../../../shared/contract/compute';
import type { Rotation } from '../../../shared/contract/layerForm';
import { regionContains, type Region } from '../../../shared/geo/region';
import type { CriticalKind } from '../../../shared/terrain/surroundings';
import { keepStrongest, type ScoredPlace } from '../../terrain/geo/nearness';
import type { PlaceEmbedder } from '../search/embedPlaces';
import { candidatesAt, LEAST_KEPT, roughPlaces, type Candidate } from './candidates';
import { competeAtPlaces } from './compete';
import { probabilityOf, type Mapping } from './mapping';

/** A head as it makes maps at one radius. */
export interface MapHead {
  readonly model: HeadModel;
  readonly anchor: CriticalKind | null;
  /** What turns its decisions into probabilities at that radius; null: it was not measured there. */
  readonly mapping: Mapping | null;
}

/** What a head that was not measured at a radius has: what its calibration at its own radius says. */
export const mappingOf = ({ mapping, model }: MapHead): Pick<Mapping, 'regression' | 'plattA' | 'plattB'> =>
  mapping ?? { regression: null, plattA: model.plattA, plattB: model.plattB };

/**
 * Detections of heads from their decisions over a lattice.
 * @param heads of mutually exclusive classes, which compete; or one head
 * @param decisions `maps`: one per head; `rotation`: axes that stored embeddings lie along, null where none decided on any
 * @param box only detections in it; undefined: all
 * @param least probability of the detections that are kept
 * @returns for each head: none nearer than the radius to a likelier one, likeliest first
 * @throws UserError `cancelled` when the signal fires; what compute throws
 */
export async function detectPlaces(
  by: PlaceEmbedder,
  heads: readonly MapHead[],
  {
    lattice,
    rotation,
    maps,
  }: {
    readonly lattice: LatticeValue;
    readonly rotation: Rotation | null;
    readonly maps: readonly Float32Array[];
  },
  { radiusM, box }: { readonly radiusM: number; readonly box?: Region | undefined },
  signal: AbortSignal,
  least = LEAST_KEPT,
): Promise<ScoredPlace[][]> {
  const found: Candidate[][] = [];
  for (const [index, head] of heads.entries()) {
    const decisions = maps[index] ?? new Float32Array();
    const rough = roughPlaces({ lattice, decisions }, head.model.kind, radiusM);
    const finding = { radiusM, anchor: head.anchor, stepM: lattice.stepM, rotation };
    const candidates = await candidatesAt(by, head.model, rough, finding, signal);
    const own = mappingOf(head);
    // Those at the edge may have moved out of the box, where a better one may be.
    const inside = candidates.filter(
      ({ lonDeg, latDeg }) => box === undefined || regionContains(box, lonDeg, latDeg),
    );
    found.push(inside.map((candidate) => ({ ...candidate, score: probabilityOf(own, candidate) })));
  }
  return competeAtPlaces(found, radiusM / 2).map((candidates) =>
    keepStrongest(candidates, radiusM).filter(({ score }) => score >= least),
  );
}
