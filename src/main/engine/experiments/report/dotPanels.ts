import { linearTicks } from '../../../../shared/drawing/axis';
import { ofClass } from './classColour';
import { type Markup, markup } from './markup';
import { points, shortened } from './words';

const WIDTH = 850;
/** Width of the names left of the panels, and between panels. */
const NAMES = 160;
const GAP = 30;
const ROW = 22;
const HEAD = 26;
const FOOT = 24;
const PER_LINE = 5;

/** Mean and standard deviation, shares. */
interface Dot {
  readonly mean: number;
  readonly sd: number;
}

/** A column of a table, drawn. */
export interface DotPanel {
  readonly title: string;
  readonly colour: string;
  /** By row. */
  readonly measured: readonly (Dot | null)[];
  readonly published: readonly (Dot | null)[];
}

/**
 * Small multiples of a table: a panel a column and a line a row, dots with a standard deviation to each side, the
 * published figure a hollow dot.
 * @param label what it shows, for who does not see it
 */
export function dotPanels(rows: readonly string[], panels: readonly DotPanel[], label: string): Markup {
  const lines = Array.from({ length: Math.ceil(panels.length / PER_LINE) }, (_, index) =>
    panels.slice(index * PER_LINE, (index + 1) * PER_LINE),
  );
  const height = HEAD + rows.length * ROW + FOOT;
  return markup`${lines.map(
    (line) => markup`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">
    ${rows.map((name, row) => rowName(name, row))}
    ${line.map((panel, index) => drawPanel(panel, index, Math.min(panels.length, PER_LINE)))}
  </svg>`,
  )}`;
}

const rowY = (row: number): number => HEAD + (row + 0.5) * ROW;

const rowName = (name: string, row: number): Markup =>
  markup`<text x="0" y="${rowY(row)}" dy="0.35em">${shortened(name, 24)}</text>`;

function drawPanel({ title, colour, measured, published }: DotPanel, index: number, across: number): Markup {
  const width = (WIDTH - NAMES - GAP * across) / across;
  const left = NAMES + GAP + index * (width + GAP);
  const bottom = HEAD + measured.length * ROW;
  const known = [...measured, ...published].filter((dot) => dot !== null);
  // An axis is a percent long at least, and there is one where nothing is known.
  const least = Math.min(0.99, Math.max(0, Math.min(...known.map(({ mean, sd }) => mean - sd))));
  const most = Math.max(least + 0.01, Math.min(1, Math.max(...known.map(({ mean, sd }) => mean + sd))));
  const ticks = linearTicks(100 * least, 100 * most, 4);
  const [low = 0, high = 100] = [ticks[0], ticks.at(-1)];
  const xOf = (share: number): number =>
    Number((left + (width * (Math.min(Math.max(100 * share, low), high) - low)) / (high - low)).toFixed(1));
  const whisker = ({ mean, sd }: Dot, row: number): Markup =>
    markup`<line class="mark" stroke-width="1.5" x1="${xOf(mean - sd)}" x2="${xOf(mean + sd)}" y1="${rowY(row)}" y2="${rowY(row)}"/>`;
  const label = ({ mean, sd }: Dot): string => `${points(mean)} ± ${points(sd)} %`;
  return markup`<g ${ofClass(colour)}>
    <text x="${left}" y="12" font-weight="600">${shortened(title, 24)}</text>
    ${ticks.map(
      (
        tick,
      ) => markup`<line class="grid" x1="${xOf(tick / 100)}" x2="${xOf(tick / 100)}" y1="${HEAD}" y2="${bottom}"/>
      <text class="quiet" x="${xOf(tick / 100)}" y="${bottom + 16}" text-anchor="middle" font-size="11">${tick}</text>`,
    )}
    ${published.map((dot, row) =>
      dot === null
        ? null
        : markup`<circle class="ring" stroke-width="1.25" stroke-opacity="0.75" cx="${xOf(dot.mean)}" cy="${rowY(row)}" r="4"><title>published ${label(dot)}</title></circle>`,
    )}
    ${measured.map((dot, row) =>
      dot === null
        ? null
        : markup`${whisker(dot, row)}<circle class="dot" cx="${xOf(dot.mean)}" cy="${rowY(row)}" r="4"><title>measured ${label(dot)}</title></circle>`,
    )}
  </g>`;
}
