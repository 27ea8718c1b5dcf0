import type { MapQualityResult } from '../../../../shared/experiments';
import { count } from '../../../../shared/format';
import { meanAndSd } from '../../../../shared/paired';
import { ofClass } from './classColour';
import { type Markup, markup } from './markup';
import type { Story } from './story';
import { points } from './words';

type MeasuredClass = MapQualityResult['classes'][number];

/** What detection maps are worth: the average precision of each method, class by class. */
export function mapQualityStory({ classes }: MapQualityResult): Story {
  return {
    kicker: 'Map quality',
    title: 'How good the maps are',
    finding: classes.map(findingOf).join(' '),
    sections: classes.map(tableOf),
  };
}

const meanOf = (row: MeasuredClass['rows'][number]): number | null =>
  row.draws === null ? null : meanAndSd(row.draws.flat().map((draw) => draw.averagePrecision)).mean;

function findingOf({ name, rows }: MeasuredClass): string {
  const [best] = rows
    .flatMap((row) => {
      const mean = meanOf(row);
      return mean === null ? [] : [{ method: row.name, mean }];
    })
    .sort((a, b) => b.mean - a.mean);
  if (best === undefined) return `No method answers the class ${name}.`;
  return `${name}: ${best.method} has the highest average precision, ${points(best.mean)} %.`;
}

function tableOf({ name, colour, known, rows }: MeasuredClass): Markup {
  return markup`<section ${ofClass(colour)}><h2><span class="chip"></span>${name}</h2>
    <p class="caption">Average precision, percent, mean ± standard deviation over draws and directions;
      ${known.map(count).join(' and ')} known places.</p>
    <div class="wide"><table>
      <thead><tr><th>Method</th><th>Average precision</th></tr></thead>
      <tbody>${rows.map((row) => {
        const spread = row.draws && meanAndSd(row.draws.flat().map((draw) => draw.averagePrecision));
        return markup`<tr><th scope="row">${row.name}</th><td>${spread === null ? '–' : `${points(spread.mean)} ± ${points(spread.sd)}`}</td></tr>`;
      })}</tbody>
    </table></div></section>`;
}
