import { boxContains, type LonLatBox } from '../../../shared/geo';
import { classicalForms } from '../../../shared/landforms';
import { strongestApart } from '../geo/apart';
import { locationsOfCells } from '../geo/lattice';
import type { Terrain } from '../terrain';
import { drainageOf } from './drainage';
import type { ElevationGrid } from './elevationGrid';
import * as patches from './patchScores';
import { prominentSummits } from './prominence';
import { type Survey, surveyGrid, surveyPatches } from './survey';
import { windowMaxima } from './windowMaxima';

/** A classical way to find landforms, which learns nothing. */
export type Rule = 'tpi' | 'prominence' | 'geomorphons' | 'quadratic' | 'drainage';

type Form = NonNullable<(typeof classicalForms)[string]>;

/** Radii beyond the box in which rules that flood the ground see what is around it. */
const FLOOD_MARGIN_RADII = 20;

interface RuleCard {
  /** For people. */
  readonly name: string;
  /** What it looks for, and what it ranks that by. */
  readonly detail: string;
  /** How it looks for the landforms that it answers. */
  readonly looksFor: Readonly<Partial<Record<Form, Survey>>>;
}

/** Every rule. */
export const rules: Readonly<Record<Rule, RuleCard>> = {
  tpi: {
    name: 'Local maxima',
    detail: 'highest of half the radius, by height above the mean of the patch',
    looksFor: { summit: surveyGrid(1.1, windowMaxima) },
  },
  prominence: {
    name: 'Prominence',
    detail: 'summits and their key saddles, by metres of prominence',
    looksFor: {
      summit: surveyGrid(FLOOD_MARGIN_RADII, async ({ lattice, elevationsM }, _, signal) => {
        const { cells, prominencesM } = await prominentSummits(elevationsM, lattice.columns, signal);
        return scoresAt(cells, prominencesM, elevationsM.length);
      }),
      pass: surveyGrid(FLOOD_MARGIN_RADII, async ({ lattice, elevationsM }, _, signal) => {
        const { saddles, prominencesM } = await prominentSummits(elevationsM, lattice.columns, signal);
        return scoresAt(saddles, prominencesM, elevationsM.length);
      }),
    },
  },
  geomorphons: {
    name: 'Geomorphons',
    detail: 'summits, passes and valleys by lines of sight, by their angles',
    looksFor: {
      summit: surveyPatches(patches.geomorphonSummits),
      pass: surveyPatches(patches.geomorphonPasses),
      valley: surveyPatches(patches.geomorphonValleys),
    },
  },
  quadratic: {
    name: 'Quadratic surface',
    detail: 'peaks and passes, by the product of both curvatures',
    looksFor: {
      summit: surveyPatches(patches.quadraticPeaks),
      pass: surveyPatches(patches.quadraticPasses),
    },
  },
  drainage: {
    name: 'Drainage',
    detail: 'lines of flow, by the area upstream',
    looksFor: { valley: surveyGrid(FLOOD_MARGIN_RADII, upstreamAreas) },
  },
};

/** Scores of cells among all cells; of a cell that comes twice the higher one. Cells below 0 are left out. */
function scoresAt(cells: ArrayLike<number>, values: Float32Array, length: number): Float32Array {
  const scores = new Float32Array(length).fill(NaN);
  for (const [i, value] of values.entries()) {
    const cell = cells[i] ?? -1;
    if (cell >= 0 && !((scores[cell] ?? NaN) >= value)) scores[cell] = value;
  }
  return scores;
}

/** Square metres that drain through the cells of streams: those that drain more than the patch around a place holds. */
async function upstreamAreas(
  { lattice, elevationsM }: ElevationGrid,
  radiusM: number,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const cellM2 = lattice.stepM ** 2;
  const { drained } = await drainageOf(elevationsM, lattice.columns, signal);
  return Float32Array.from(drained, (cells) => (cells * cellM2 > (2 * radiusM) ** 2 ? cells * cellM2 : NaN));
}

/** Places that a rule finds, strongest first. */
export interface RulePlaces {
  readonly lonDeg: Float64Array;
  readonly latDeg: Float64Array;
  /** In the rule's own measure: places of one rule and class compare, those of two do not. */
  readonly score: Float32Array;
}

/** Whether a rule answers a class. */
export const answers = (rule: Rule, classId: string): boolean => surveyOf(rule, classId) !== undefined;

const surveyOf = (rule: Rule, classId: string): Survey | undefined => {
  const form = classicalForms[classId];
  return form === undefined ? undefined : rules[rule].looksFor[form];
};

/**
 * The places of a class in a box by a rule, none nearer than the radius to a stronger one, whose patches are whole, as those of
 * detections by heads are.
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
  const located = locationsOfCells(
    lattice,
    candidates.map((cell) => cell % columns),
    candidates.map((cell) => Math.floor(cell / columns)),
  );
  const inBox = candidates.filter((_, i) =>
    boxContains(box, located[2 * i] ?? NaN, located[2 * i + 1] ?? NaN),
  );
  const places = strongestApart(inBox, scores, columns, radiusM / stepM);
  const locations = locationsOfCells(
    lattice,
    places.map((cell) => cell % columns),
    places.map((cell) => Math.floor(cell / columns)),
  );
  const { valid } = await terrain.samplePatches(locations, radiusM);
  const isWhole = (_: number, place: number): boolean => valid[place] === 1;
  return {
    lonDeg: locations.filter((_, i) => i % 2 === 0).filter(isWhole),
    latDeg: locations.filter((_, i) => i % 2 === 1).filter(isWhole),
    score: Float32Array.from(places, (cell) => scores[cell] ?? NaN).filter(isWhole),
  };
}
