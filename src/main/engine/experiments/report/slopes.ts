import { type Markup, markup } from './markup';
import type { MethodOrder } from './methodOrder';

const WIDTH = 390;
const ROW = 20;
const HEAD = 24;
/** Where names end on the left and begin on the right. */
const NAMES = 130;

/** A line per method from its published rank, left, to its measured one, right; lines cross where the order differs. */
export function slopes({ published, measured }: Pick<MethodOrder, 'published' | 'measured'>): Markup {
  const height = HEAD + published.length * ROW + 4;
  const y = (rank: number): number => HEAD + (rank + 0.5) * ROW;
  return markup`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Ranks, published and measured">
    <text class="quiet" x="${NAMES}" y="14" text-anchor="end" font-size="11">published</text>
    <text class="quiet" x="${WIDTH - NAMES}" y="14" font-size="11">measured</text>
    ${published.map((name, rank) => {
      const found = measured.indexOf(name);
      return markup`<text x="${NAMES}" y="${y(rank)}" dy="0.35em" text-anchor="end">${name}</text>
        <text x="${WIDTH - NAMES}" y="${y(found)}" dy="0.35em">${name}</text>
        <line class="mark" stroke-width="1.5" x1="${NAMES + 8}" x2="${WIDTH - NAMES - 8}" y1="${y(rank)}" y2="${y(found)}"/>
        <circle class="dot" cx="${NAMES + 8}" cy="${y(rank)}" r="2.5"/>
        <circle class="dot" cx="${WIDTH - NAMES - 8}" cy="${y(found)}" r="2.5"/>`;
    })}
  </svg>`;
}
