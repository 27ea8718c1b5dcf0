import type { MapQualityResult } from '../../../../shared/mapQuality/mapQualityResult';
import { count, metres } from '../../../../shared/format';
import { meanOf, type Method, type ShownFigures } from '../../../../shared/mapQuality/mapQualityFigures';
import { meanAndSd } from '../../../../shared/statistics/paired';
import { figureOf } from './comparison';
import { type Markup, markup } from './markup';
import { compare, type Compared } from './statistics';
import { points, spread } from './words';

/** How well each method ranks a class's detections, by direction too where there are two, and how near they are. */
export function rankingTable({ directions }: MapQualityResult, methods: readonly Method[]): Markup {
  const ranks = compare(methods.map(({ figures }) => figures?.averagePrecision ?? null));
  const balances = compare(methods.map(({ figures }) => figures?.bestF1 ?? null));
  const bothWays = directions.length > 1;
  return markup`<div class="wide"><table>
    <thead><tr><th>Method</th><th class="text">Kind</th><th>Average precision</th>${bothWays ? markup`<th>As given</th><th>Exchanged</th>` : null}
      <th>Best F1</th><th>Position error</th></tr></thead>
    <tbody>${methods.map(({ row, label, figures }, index) => {
      const error = figures?.medianErrorM ?? null;
      return markup`<tr>${methodHead(row, label)}<td class="text quiet">${row.kind}</td>
        <td>${compared(ranks[index])}</td>
        ${bothWays ? directions.map((_, direction) => markup`<td class="quiet">${directionText(row, direction)}</td>`) : null}
        <td>${compared(balances[index])}</td>
        <td>${error === null ? '–' : metres(error)}</td></tr>`;
    })}</tbody>
  </table></div>`;
}

/** What each method with probabilities shows from each threshold: the predicted share beside the measured one. */
export function shownTable(methods: readonly Method[]): Markup | null {
  const shown = methods.filter(({ figures }) => figures?.shown != null);
  if (shown.length === 0) return null;
  return markup`<h3>What is shown</h3><div class="wide"><table class="grouped">
    <thead><tr><th>Method</th><th>Probability from</th><th>Shown</th><th>Known of them</th><th>Predicted</th><th>Times chance</th>
      <th>Found of all known</th></tr></thead>
    ${shown.map(
      ({ row, label, figures }) =>
        markup`<tbody>${(figures?.shown ?? []).map(
          (entry, at) =>
            markup`<tr>${
              at === 0
                ? markup`<th scope="rowgroup" rowspan="${figures?.shown?.length ?? 1}">${label}<small>${detailOf(row, label)}</small></th>`
                : null
            }${shownCells(entry)}</tr>`,
        )}</tbody>`,
    )}
  </table></div>`;
}

const detailOf = ({ name, detail }: Method['row'], label: string): string => (label === name ? detail : '');

const methodHead = (row: Method['row'], label: string): Markup =>
  markup`<th scope="row">${label}<small>${detailOf(row, label)}</small></th>`;

const compared = (entry: Compared | null | undefined): Markup | string =>
  entry == null ? '–' : figureOf(entry);

function directionText({ draws }: Method['row'], direction: number): string {
  const mean = meanOf((draws?.[direction] ?? []).map(({ averagePrecision }) => averagePrecision));
  return mean === null ? '–' : points(mean);
}

function shownCells({ threshold, shown, precision, foretold, held, lift, recall }: ShownFigures): Markup {
  const share = (shares: readonly number[]): string =>
    shares.length === 0 ? '–' : spread({ ...meanAndSd(shares), seeds: shares.length });
  return markup`<td>${threshold}</td><td>${count(shown)}</td><td>${share(precision)}</td>
    <td>${foretold === null ? '–' : points(foretold)}${held === null ? null : markup`<small>right in ${held.maps} of ${held.of} maps</small>`}</td>
    <td>${lift === null ? '–' : Number(lift.toPrecision(2))}</td><td>${share(recall)}</td>`;
}
