export type Side = keyof typeof panelLimitsPx;

/** Widths that the panels beside the map may have, and heights of the label table, pixels; `first` is the one at the first start. */
export const panelLimitsPx = {
  left: { min: 220, max: 480, first: 264 },
  right: { min: 320, max: 640, first: 340 },
  table: { min: 160, max: 720, first: 300 },
} as const;

/** Pixels that the map keeps, however narrow the window. */
const MAP_MIN_PX = 320;

/**
 * Columns of the window as CSS: in a narrow window the panels give way before the map does.
 * @param leftPx width of the left panel, 0 while it is hidden
 */
export function columnsOf(leftPx: number, rightPx: number): string {
  const column = (side: 'left' | 'right', px: number): string =>
    px === 0 ? '0' : `minmax(${panelLimitsPx[side].min}px, ${px}px)`;
  return `${column('left', leftPx)} minmax(${MAP_MIN_PX}px, 1fr) ${column('right', rightPx)}`;
}
