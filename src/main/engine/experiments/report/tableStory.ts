import type { ExperimentReport } from '../../../../shared/experiments/experiments';
import type { TableResult } from '../../../../shared/experiments/table';
import { count, listed, metres, percent, several } from '../../../../shared/format';
import { ofClass } from './classColour';
import { comparisonNote, figureOf } from './comparison';
import { differenceTables } from './differences';
import { dotPanels } from './dotPanels';
import { type Markup, markup } from './markup';
import { paperOrder } from './paperOrder';
import type { Story } from './story';
import { blocksOf, comparedColumns, type ComparedColumn, rowNames } from './tableColumns';
import { points, pValue } from './words';

type Provenance = ExperimentReport['provenance'];

/**
 * Tables 1 and 2 of the paper: how well each method recognises each class on unseen terrain.
 * @param encoders those of the rows, by which the raw patch is known
 */
export function tableStory(result: TableResult, encoders: Provenance['encoders']): Story {
  const columns = comparedColumns(result);
  const names = rowNames(result);
  const rawName = encoders.find(({ variant }) => variant === 'id')?.name;
  const raw = result.rows.findIndex(({ name }) => name === rawName);
  return {
    kicker: `${result.experiment === 'table1' ? 'Table 1' : 'Table 2'} of the paper`,
    title: 'How well each method recognises each class',
    finding: findingOf(columns, names, raw),
    sections: [
      accuracies(result, columns),
      figure(names, columns),
      ...differenceTables(columns, names, raw),
      ...paperOrder(result, names),
    ],
  };
}

function findingOf(columns: readonly ComparedColumn[], names: readonly string[], raw: number): string {
  const column = columns.at(-1);
  if (column === undefined) return 'No class could be measured.';
  const ranked = column.compared
    .flatMap((entry, row) => (entry === null ? [] : [{ entry, row, name: names[row] ?? '' }]))
    .sort((a, b) => b.entry.mean - a.entry.mean);
  const [best] = ranked;
  if (best === undefined) return 'No method applies to every class.';
  const reference = ranked.find(({ row }, rank) => rank > 0 && row === raw) ?? ranked[1];
  const classes = columns.filter(({ isMean }) => !isMean).map(({ title }) => title);
  const where = column.isMean
    ? `mean accuracy over ${classes.length > 4 ? several(classes.length, 'column') : listed(classes)}`
    : `accuracy on ${column.title}`;
  const behind = reference?.entry.behind;
  const lead =
    reference === undefined || behind == null
      ? ''
      : `, ${points(behind.mean)} points above ${reference.name}${reference.row === raw ? ', the raw patch' : ''} (paired over ${several(best.entry.seeds, 'seed')}, ${pValue(behind)})`;
  return `${best.name} has the highest ${where}: ${percent(best.entry.mean)}${lead}.`;
}

function accuracies({ rows, columns: facts }: TableResult, columns: readonly ComparedColumn[]): Markup {
  const notes = facts.filter(({ note }) => note !== '');
  return markup`<section><h2>Accuracy</h2>
    <p class="caption">Percent on the test area, mean ± standard deviation over seeds. Beneath, the figure that the paper publishes.</p>
    ${blocksOf(columns).map(
      (block) => markup`<div class="wide"><table>
      <thead><tr><th>Method</th>${block.map(headOf)}</tr></thead>
      <tbody>${rows.map(
        ({ name, detail }, row) =>
          markup`<tr><th scope="row">${name}<small>${detail}</small></th>${block.map((column) =>
            cellOf(column, row),
          )}</tr>`,
      )}</tbody>
    </table></div>`,
    )}
    ${comparisonNote('seeds')}
    ${notes.map(({ title, note }) => markup`<p class="caption"><b>${title}</b>: ${note}</p>`)}</section>`;
}

const headOf = ({ title, colour, facts, isMean }: ComparedColumn): Markup =>
  isMean
    ? markup`<th class="total">${title}<small>of the classes</small></th>`
    : markup`<th ${ofClass(colour)}><span class="chip"></span>${title}${
        facts === null
          ? null
          : markup`<small>radius ${metres(facts.radiusM)}</small><small>train ${count(facts.trainSize)} / test ${count(facts.testSize)}</small>`
      }</th>`;

function cellOf({ compared, published, isMean }: ComparedColumn, row: number): Markup {
  const entry = compared[row];
  const paper = published[row];
  const publishedText =
    paper == null
      ? null
      : markup`<small>paper ${paper.mean.toFixed(1)}${paper.sd === null ? '' : ` ± ${paper.sd.toFixed(1)}`}<span class="level"></span></small>`;
  const text =
    entry == null ? markup`<span class="quiet">–<span class="level"></span></span>` : figureOf(entry);
  return markup`<td${isMean ? markup` class="total"` : null}>${text}${publishedText}</td>`;
}

const figure = (names: readonly string[], columns: readonly ComparedColumn[]): Markup =>
  markup`<section><h2>The table as a figure</h2>
    <p class="caption">Percent. Dots are measured, with a standard deviation to each side; rings are published.</p>
    ${dotPanels(
      names,
      columns.map(({ title, colour, compared, published }) => ({
        title,
        colour,
        measured: compared,
        published: published.map((paper) =>
          paper === null ? null : { mean: paper.mean / 100, sd: (paper.sd ?? 0) / 100 },
        ),
      })),
      'Accuracies of the table as dots',
    )}</section>`;
