import { experimentOf, type ExperimentReport } from '../../../../shared/experiments/experiments';
import type { Figure } from '../../../../shared/experiments/figures';
import { type Markup, markup } from './markup';
import type { Story } from './story';

/** What an experiment found, as the table of its figures: the report of those without a story of their own. */
export function figuresStory(result: ExperimentReport['result']): Story {
  const { name, source, question, figures: figuresOf } = experimentOf(result.experiment);
  const figures = figuresOf(result);
  return {
    kicker: source === null ? 'Experiment' : `${source} of the paper`,
    title: name,
    finding: question,
    sections:
      figures === null
        ? []
        : [
            markup`<section><h2>Figures</h2>
    <p class="caption">${figures.caption}</p>
    <div class="wide"><table>
      <thead><tr><th></th>${figures.columns.map(
        ({ title, detail }) =>
          markup`<th>${title}${detail === undefined ? null : markup`<small>${detail}</small>`}</th>`,
      )}</tr></thead>
      <tbody>${figures.rows.map(
        ({ name, detail, cells }) =>
          markup`<tr><th scope="row">${name}<small>${detail}</small></th>${cells.map(cellOf)}</tr>`,
      )}</tbody>
    </table></div>
    ${figures.notes.map((note) => markup`<p class="caption">${note}</p>`)}</section>`,
          ],
  };
}

function cellOf({ text, precise = text, published, best }: Figure): Markup {
  const paper = published === undefined ? null : markup`<small>paper ${published}</small>`;
  return markup`<td>${best ? markup`<b>${precise}</b>` : precise}${paper}</td>`;
}
