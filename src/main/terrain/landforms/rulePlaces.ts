import { boxContains, type LonLatBox } from '../../../shared/geo/lonLat';
import { strongestApart } from '../geo/apart';
import { locationsOfCells } from '../geo/lattice';
import type { Terrain } from '../terrain';
import { type Rule, surveyOf } from './rules';

/** Places that a rule finds, strongest first. */
export interface RulePlaces {
  readonly lonDeg: Float64Array;
  readonly latDeg: Float64Array;
  /** In the rule's own measure: places of one rule and class compare, those of two do not. */
  readonly score: Float32Array;
}

/**
 * The places of a class in a box by a rule, none nearer than the radius to a stronger one. Their patches are whole, as those
 * of detections by heads are.
 * @returns null where the rule does not answer the class
 * @throws UserError `bad-input` for a box that is too large, `cancelled` when the signal fires, `truncated-file` when a DTM
 * cannot be decoded
 */
export async function rulePlaces(
  terrain: Terrain,
  rule: Rule,
  classId: string,
  box: LonLatBox,
  radiusM: number,
  signal?: AbortSignal,
): Promise<RulePlaces | null> {
  const survey = surveyOf(rule, classId);
  if (survey === undefined) return null;
  const { lattice, scores, candidates } = await survey({ terrain, box, radiusM, signal });
  const { columns, stepM } = lattice;
  const locationsOf = (cells: readonly number[]): Float64Array =>
    locationsOfCells(
      lattice,
      cells.map((cell) => cell % columns),
      cells.map((cell) => Math.floor(cell / columns)),
    );
  const located = locationsOf(candidates);
  const inBox = candidates.filter((_, i) =>
    boxContains(box, located[2 * i] ?? NaN, located[2 * i + 1] ?? NaN),
  );
  const places = strongestApart(inBox, scores, columns, radiusM / stepM);
  const locations = locationsOf(places);
  const { valid } = await terrain.samplePatches(locations, radiusM);
  const isWhole = (_: number, place: number): boolean => valid[place] === 1;
  return {
    lonDeg: locations.filter((_, i) => i % 2 === 0).filter(isWhole),
    latDeg: locations.filter((_, i) => i % 2 === 1).filter(isWhole),
    score: Float32Array.from(places, (cell) => scores[cell] ?? NaN).filter(isWhole),
  };
}
