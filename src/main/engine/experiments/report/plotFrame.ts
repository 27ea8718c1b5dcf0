import { type Markup, markup } from './markup';

/** The field of a plot whose axes are shares, in pixels of its drawing. */
export interface Field {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where shares 0..1 lie in a field. */
export const placeIn = ({ left, right, top, bottom }: Field) => ({
  x: (share: number): number => round(left + share * (right - left)),
  y: (share: number): number => round(bottom - share * (bottom - top)),
});

const round = (value: number): number => Number(value.toFixed(1));

const TICKS = [0, 20, 40, 60, 80, 100] as const;

/** Grid, ticks in percent and the names of both axes. */
export function shareAxes(field: Field, xName: string, yName: string): Markup {
  const { x, y } = placeIn(field);
  const { left, right, top, bottom } = field;
  return markup`${TICKS.map(
    (
      tick,
    ) => markup`<line class="grid" x1="${left}" x2="${right}" y1="${y(tick / 100)}" y2="${y(tick / 100)}"/>
      <line class="grid" x1="${x(tick / 100)}" x2="${x(tick / 100)}" y1="${top}" y2="${bottom}"/>
      <text class="quiet" x="${left - 7}" y="${y(tick / 100)}" dy="0.35em" text-anchor="end" font-size="11">${tick}</text>
      <text class="quiet" x="${x(tick / 100)}" y="${bottom + 16}" text-anchor="middle" font-size="11">${tick}</text>`,
  )}
    <text class="quiet" x="${left}" y="${top - 9}" font-size="11">${yName}</text>
    <text class="quiet" x="${right}" y="${bottom + 33}" text-anchor="end" font-size="11">${xName}</text>`;
}
