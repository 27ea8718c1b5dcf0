import { listed, several } from '../../../../shared/format';
import type { TableResult } from '../../../../shared/experiments/table';
import { ofClass } from './classColour';
import { type Markup, markup } from './markup';
import { methodOrder, type MethodOrder } from './methodOrder';
import { slopes } from './slopes';

interface Entry {
  readonly title: string;
  readonly colour: string;
  readonly order: MethodOrder;
}

/** Whether the paper's order of methods appears, with the evidence; nothing where the paper has no figures for a column. */
export function paperOrder(result: TableResult, names: readonly string[]): Markup[] {
  const entries = result.columns.flatMap(({ title, colour }, column): Entry[] => {
    const methods = result.rows.flatMap(({ accuracies, published }, row) => {
      const paper = published[column];
      const values = accuracies[column];
      return paper == null || values == null || values.length === 0
        ? []
        : [{ name: names[row] ?? '', published: paper.mean, accuracies: values }];
    });
    const order = methodOrder(methods);
    return order === null ? [] : [{ title, colour, order }];
  });
  if (entries.length === 0) return [];
  return [
    markup`<section><h2>The paper's order of methods</h2>
      <p>${verdictOf(entries)}</p>
      <div class="pair">${entries.map(panel)}</div></section>`,
  ];
}

function verdictOf(entries: readonly Entry[]): string {
  const sum = (of: (order: MethodOrder) => number): number =>
    entries.reduce((total, { order }) => total + of(order), 0);
  const broken = entries.filter(({ order }) => order.inOrder < order.pairs).map(({ title }) => title);
  const pairs = sum((order) => order.pairs);
  if (broken.length === 0)
    return `The paper's order appears in every column: ${several(pairs, 'pair')} of methods.`;
  const reversed = pairs - sum((order) => order.inOrder);
  return (
    `The paper's order of methods does not appear here for ${listed(broken)}. Of ${several(pairs, 'pair')} of methods, ` +
    `${pairs - reversed} stand as published and ${reversed} the other way round; of those, ` +
    `${sum((order) => order.contradicted)} differ by more than seeds explain (paired, p < 0.05).`
  );
}

const panel = ({ title, colour, order }: Entry): Markup =>
  markup`<figure ${ofClass(colour)}><h3><span class="chip"></span>${title}</h3>${slopes(order)}
    <figcaption>${order.inOrder} of ${several(order.pairs, 'pair')} as published; ${order.contradicted} contradicted.</figcaption></figure>`;
