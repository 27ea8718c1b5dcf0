import { lonLatPairs } from '../../../shared/geo/lonLat';
import type { HeadModel, LatticeValue } from '../../../shared/contract/compute';
import type { Rotation } from '../../../shared/contract/layerForm';
import { throwIfAborted } from '../../../shared/errors';
import type { HeadKind } from '../../../shared/heads/headKinds';
import { criticalKinds, SURROUNDING_VALUES, type CriticalKind } from '../../../shared/terrain/surroundings';
import type { PlaceEmbedder } from '../search/embedPlaces';
import type { Judged } from './mapping';
import { keepStrongest, type ScoredPlace } from '../../terrain/geo/nearness';
import { strongestPlaces } from './strongestPlaces';

/**
 * Decision that a place must reach to be considered: far below 0, since heads are trained on many more negatives than positives. Of
 * a logistic regression these are odds of one in a thousand, of the nearest neighbours at least one that is of the class.
 */
const LEAST_DECISION: Readonly<Record<HeadKind, number>> = { svm: -1.1, logistic: -7, nearest: -0.9999 };

/** Probability from which a detection is kept. */
export const LEAST_KEPT = 0.02;

/** A candidate of a head, moved to its refined position; its score is its decision. */
export interface Candidate extends ScoredPlace, Judged {}

/** A map of a head's decisions. */
export interface DecisionMap {
  readonly lattice: LatticeValue;
  /** [rows * columns] row-major, FLAT where the terrain is too flat, NaN where there is none */
  readonly decisions: Float32Array;
}

/** What the places of a map are found with. */
interface Finding {
  readonly radiusM: number;
  readonly anchor: CriticalKind | null;
}

/** The places of a map at which the decision is highest, none nearer than the radius to a better one, strongest first. */
export const roughPlaces = (
  { lattice, decisions }: DecisionMap,
  kind: HeadKind,
  radiusM: number,
): ScoredPlace[] => strongestPlaces(decisions, lattice, LEAST_DECISION[kind], radiusM);

/**
 * Candidates from places that were found on a lattice: each moved to where the head's decision is highest nearby, then to the
 * most persistent critical point of the anchor's kind where there is one within a quarter of the radius. They may end up nearer
 * to each other than the radius.
 */
export async function candidatesAt(
  { compute, encoder, terrain }: PlaceEmbedder,
  model: HeadModel,
  places: readonly ScoredPlace[],
  {
    radiusM,
    anchor,
    stepM,
    rotation,
  }: Finding & { readonly stepM: number; readonly rotation: Rotation | null },
  signal: AbortSignal,
): Promise<Candidate[]> {
  throwIfAborted(signal);
  if (places.length === 0) return [];
  const rough = lonLatPairs(places);
  // Meanwhile, since it takes as long; if it fails, so do the surroundings.
  compute.places.prepareSurroundings({ terrain, locations: rough, radiusM }, signal).catch(() => undefined);
  const refined = await compute.heads.refine(
    {
      head: model,
      encoder,
      terrain,
      locations: rough,
      radiusM,
      stepM,
      rotation,
    },
    signal,
  );
  throwIfAborted(signal);
  const { values, anchors } = await compute.places.surroundings(
    { terrain, locations: refined.locations, radiusM },
    signal,
  );
  const kind = anchor === null ? -1 : criticalKinds.indexOf(anchor);
  return places.flatMap((_, index) => {
    const decision = refined.decisions[index] ?? NaN;
    const surroundings = [...values.subarray(index * SURROUNDING_VALUES, (index + 1) * SURROUNDING_VALUES)];
    if (Number.isNaN(decision) || surroundings.some((value) => !Number.isFinite(value))) return [];
    const at = 2 * (index * criticalKinds.length + kind);
    const [lonDeg = NaN, latDeg = NaN] = kind < 0 ? [] : anchors.subarray(at, at + 2);
    const isThere = !Number.isNaN(lonDeg);
    return [
      {
        lonDeg: isThere ? lonDeg : (refined.locations[2 * index] ?? NaN),
        latDeg: isThere ? latDeg : (refined.locations[2 * index + 1] ?? NaN),
        score: decision,
        decision,
        surroundings,
      },
    ];
  });
}

/** Candidates by their probabilities, none nearer than the radius to a likelier one, likeliest first. */
export const byProbability = <Found extends Candidate>(
  candidates: readonly Found[],
  radiusM: number,
  probability: (candidate: Found) => number,
): Found[] =>
  keepStrongest(
    candidates.map((candidate) => ({ ...candidate, score: probability(candidate) })),
    radiusM,
  );
