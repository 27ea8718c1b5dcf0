import { markup, type Markup } from './markup';
import { type Compared, isLevel } from './statistics';
import { spread } from './words';

/**
 * Mean and spread of one that is compared: bold where it is the best, marked where it does not differ significantly from the
 * best.
 */
export const figureOf = (entry: Compared): Markup =>
  entry.isBest
    ? markup`<b>${spread(entry)}</b><span class="level"></span>`
    : markup`${spread(entry)}<span class="level">${entry.behind !== null && isLevel(entry.behind) ? '≈' : ''}</span>`;

/**
 * What bold and marked figures of a table mean.
 * @param repeats what is repeated
 */
export const comparisonNote = (
  repeats: 'seeds' | 'draws',
): Markup => markup`<p class="caption"><b>Bold</b>: the highest mean of a
  column. ≈: not significantly different from it, by a two-sided t test paired over ${repeats} (p ≥ 0.05, one test per cell, not corrected for
  their number). They redraw locations of the same terrain, so real differences on other terrain vary more than these tests can see.</p>`;
