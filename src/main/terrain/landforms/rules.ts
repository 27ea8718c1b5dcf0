import { classicalForms } from '../../../shared/terrain/landforms';
import { drainageOf } from './drainage';
import type { ElevationGrid } from './elevationGrid';
import * as patches from './patchScores';
import { prominentSummits } from './prominence';
import { type Survey, surveyGrid, surveyPatches } from './survey';
import { windowMaxima } from './windowMaxima';

/** A classical way to find landforms, which learns nothing. */
export type Rule = 'tpi' | 'prominence' | 'geomorphons' | 'quadratic' | 'drainage';

type Form = NonNullable<(typeof classicalForms)[string]>;

/** Radii beyond the box in which rules see what is around it: a window and a cell, or ground to flood. */
const WINDOW_MARGIN_RADII = 1.1;
const FLOOD_MARGIN_RADII = 20;

interface RuleCard {
  /** What it looks for, and what it ranks that by. */
  readonly detail: string;
  /** How it looks for the landforms that it answers. */
  readonly looksFor: Readonly<Partial<Record<Form, Survey>>>;
}

/** Every rule. */
export const rules: Readonly<Record<Rule, RuleCard>> = {
  tpi: {
    detail: 'highest of half the radius, by height above the mean of the patch',
    looksFor: { summit: surveyGrid(WINDOW_MARGIN_RADII, windowMaxima) },
  },
  prominence: {
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
    detail: 'summits, passes and valleys by lines of sight, by their angles',
    looksFor: {
      summit: surveyPatches(patches.geomorphonSummits),
      pass: surveyPatches(patches.geomorphonPasses),
      valley: surveyPatches(patches.geomorphonValleys),
    },
  },
  quadratic: {
    detail: 'peaks and passes, by the product of both curvatures',
    looksFor: {
      summit: surveyPatches(patches.quadraticPeaks),
      pass: surveyPatches(patches.quadraticPasses),
    },
  },
  drainage: {
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

/** Whether a rule answers a class. */
export const answers = (rule: Rule, classId: string): boolean => surveyOf(rule, classId) !== undefined;

/** How a rule looks for places of a class; undefined where it does not answer the class. */
export const surveyOf = (rule: Rule, classId: string): Survey | undefined => {
  const form = classicalForms[classId];
  return form === undefined ? undefined : rules[rule].looksFor[form];
};
