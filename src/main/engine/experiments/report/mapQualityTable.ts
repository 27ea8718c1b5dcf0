import type { MapQualityResult } from '../../../../shared/experiments';
import { count, metres } from '../../../../shared/format';
import type { Method, ShownFigures } from '../../../../shared/mapQualityFigures';
import { meanAndSd } from '../../../../shared/paired';
import { comparisonNote, figureOf } from './comparison';
import { type Markup, markup } from './markup';
import { compare, type Compared } from './statistics';
import { points, spread } from './words';

/** The figures of each method on a class: how it ranks, and what it shows from each probability on. */
export function mapQualityTable({ thresholds, directions }: MapQualityResult, methods: readonly Method[]): Markup {
  const ranks = compare(methods.map(({ figures }) => figures?.averagePrecision ?? null));
  const balances = compare(methods.map(({ figures }) => figures?.bestF1 ?? null));
  return markup`<div class="wide"><table class="dense">
    <thead>
      <tr><th rowspan="2">Method</th><th rowspan="2">Average precision</th><th rowspan="2">Best F1</th>
        ${thresholds.map((threshold) => markup`<th colspan="2" class="group">Shown from ${threshold}</th>`)}
        <th rowspan="2">Error</th></tr>
      <tr>${thresholds.map(() => markup`<th>known</th><th>found</th>`)}</tr>
    </thead>
    <tbody>${methods.map(({ row, label, figures }, index) => {
      const error = figures?.medianErrorM ?? null;
      return markup`<tr><th scope="row">${label}<small>${label === row.name ? row.detail : ''}</small></th>
        <td>${compared(ranks[index] ?? null)}${byDirection(row, directions.length)}</td>
        <td>${compared(balances[index] ?? null)}</td>
        ${thresholds.map((_, at) => shownCells(figures?.shown?.[at] ?? null))}
        <td>${error === null ? nothing : metres(error)}</td></tr>`;
    })}</tbody>
  </table></div>
  <p class="caption">Percent, mean ± standard deviation over draws. <b>Known</b>: of what is shown, the share that is known (precision); beneath, what the head
    itself foretold, and how many times as often it is known as a random place is. <b>Found</b>: of the known places, the share that is
    shown (recall); beneath, how many are shown. <b>Error</b>: metres from detection to known place, median. Rules have no
    probabilities.</p>
  ${comparisonNote('draws')}`;
}

const nothing = markup`<span class="quiet">–</span>`;

const compared = (entry: Compared | null): Markup => (entry === null ? nothing : figureOf(entry));

function byDirection({ draws }: Method['row'], directions: number): Markup | null {
  if (draws === null || directions < 2) return null;
  const means = draws.map((one) => meanAndSd(one.map(({ averagePrecision }) => averagePrecision)).mean);
  return markup`<small>${means.map(points).join(' / ')}<span class="level"></span></small>`;
}

function shownCells(entry: ShownFigures | null): Markup {
  if (entry === null) return markup`<td>${nothing}</td><td>${nothing}</td>`;
  const { precision, recall, foretold, lift, shown } = entry;
  const share = (shares: readonly number[]): Markup | string =>
    shares.length === 0 ? nothing : spread({ ...meanAndSd(shares), seeds: shares.length });
  return markup`<td>${share(precision)}<small>${foretold === null ? '' : `foretold ${points(foretold)}`}</small>
      <small>${lift === null ? '' : `${Number(lift.toPrecision(2))} × chance`}</small></td>
    <td>${share(recall)}<small>${count(shown)} shown</small></td>`;
}
