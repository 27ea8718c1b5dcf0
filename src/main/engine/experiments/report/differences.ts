import { ofClass } from './classColour';
import { type Markup, markup } from './markup';
import { differenceOf, isLevel } from './statistics';
import { blocksOf, type ComparedColumn } from './tableColumns';
import { points, pValue, signedPoints } from './words';

/**
 * Differences from the raw patch where it is among the rows, and from the best of each column.
 * @param raw row of the raw patch; -1 for none
 */
export function differenceTables(
  columns: readonly ComparedColumn[],
  names: readonly string[],
  raw: number,
): Markup[] {
  const bestOf = ({ compared }: ComparedColumn): number =>
    compared.findIndex((entry) => entry?.isBest === true);
  const hasPairs = columns.some(({ compared }) => compared.some((entry) => entry?.behind != null));
  if (!hasPairs || names.length < 2) return [];
  return [
    ...(raw < 0
      ? []
      : [differenceTable(`Difference from ${names[raw] ?? ''}, the raw patch`, columns, names, () => raw)]),
    differenceTable("Difference from a column's best", columns, names, bestOf),
  ];
}

/** @param referenceOf row that a column's others are compared with */
function differenceTable(
  title: string,
  columns: readonly ComparedColumn[],
  names: readonly string[],
  referenceOf: (column: ComparedColumn) => number,
): Markup {
  const cell = (column: ComparedColumn, row: number): Markup => {
    const total = column.isMean ? markup` class="total"` : null;
    const reference = referenceOf(column);
    if (row === reference) return markup`<td${total}><span class="quiet">reference</span></td>`;
    const difference = differenceOf(column.accuracies[row] ?? null, column.accuracies[reference] ?? null);
    if (difference === null) return markup`<td${total}><span class="quiet">–</span></td>`;
    const text = `${signedPoints(difference.mean)} ± ${points(difference.se)}`;
    return markup`<td${total}>${isLevel(difference) ? markup`<span class="quiet">${text}</span>` : text}<small>${pValue(difference)}</small></td>`;
  };
  return markup`<section><h2>${title}</h2>
    <p class="caption">Percentage points, mean ± standard error, paired over seeds. Grey figures are not significant (p ≥ 0.05).</p>
    ${blocksOf(columns).map(
      (block) => markup`<div class="wide"><table>
      <thead><tr><th>Method</th>${block.map(({ title: name, colour, isMean }) =>
        isMean
          ? markup`<th class="total">${name}</th>`
          : markup`<th ${ofClass(colour)}><span class="chip"></span>${name}</th>`,
      )}</tr></thead>
      <tbody>${names.map(
        (name, row) =>
          markup`<tr><th scope="row">${name}</th>${block.map((column) => cell(column, row))}</tr>`,
      )}</tbody>
    </table></div>`,
    )}</section>`;
}
