import type { Pixel } from './scatter';

const arms = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** Pixels of the page from the middle of the cross to where its arms begin and end, so that what lies in the middle is seen. */
const [INNER_PX, OUTER_PX] = [3, 10];

/** The cross that keys move, cased so that places do not swallow it. @param ratio pixels of the canvas per pixel of the page */
export function drawCross(context: CanvasRenderingContext2D, [x, y]: Pixel, ratio: number): void {
  const page = getComputedStyle(context.canvas);
  for (const [colour, widthPx] of [
    [page.getPropertyValue('--raised'), 4],
    [page.color, 1.5],
  ] as const) {
    context.beginPath();
    for (const [right, down] of arms) {
      context.moveTo(x + right * INNER_PX * ratio, y + down * INNER_PX * ratio);
      context.lineTo(x + right * OUTER_PX * ratio, y + down * OUTER_PX * ratio);
    }
    context.lineWidth = widthPx * ratio;
    context.strokeStyle = colour;
    context.stroke();
  }
}

/** What is drawn around places so far; nothing for fewer than two corners. @param ratio pixels of the canvas per pixel of the page */
export function drawLasso(context: CanvasRenderingContext2D, lasso: readonly Pixel[], ratio: number): void {
  if (lasso.length < 2) return;
  context.beginPath();
  for (const [x, y] of lasso) context.lineTo(x, y);
  context.closePath();
  context.lineWidth = 1.5 * ratio;
  context.strokeStyle = getComputedStyle(context.canvas).getPropertyValue('--accent');
  context.stroke();
  context.globalAlpha = 0.12;
  context.fillStyle = context.strokeStyle;
  context.fill();
  context.globalAlpha = 1;
}
