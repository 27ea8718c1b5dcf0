const CHARACTERS = Array.from('0123456789.k');

/** Size of a glyph with its halo, pixels of the page. */
export const GLYPH_WIDTH_PX = 10;
export const GLYPH_HEIGHT_PX = 16;
/** From one digit to the next. */
const ADVANCE_PX = 6.5;

export const GLYPH_COUNT = CHARACTERS.length;

/** `7`, `420`, `1.2k`, `34k` */
export const shortCount = (count: number): string =>
  count < 1000
    ? String(count)
    : count < 9950
      ? `${(count / 1000).toFixed(1)}k`
      : `${Math.round(count / 1000)}k`;

/** A row of all glyphs, dark on a white halo that relief does not swallow. */
export function drawGlyphs(pixelRatio: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = GLYPH_COUNT * GLYPH_WIDTH_PX * pixelRatio;
  canvas.height = GLYPH_HEIGHT_PX * pixelRatio;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('There is no canvas to draw glyphs on.');
  context.scale(pixelRatio, pixelRatio);
  context.font = '600 11px "Inter Variable", sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = 'rgba(255, 255, 255, 0.9)';
  context.fillStyle = '#1c1d1b';
  for (const [index, character] of CHARACTERS.entries()) {
    const x = (index + 0.5) * GLYPH_WIDTH_PX;
    context.strokeText(character, x, GLYPH_HEIGHT_PX / 2);
    context.fillText(character, x, GLYPH_HEIGHT_PX / 2);
  }
  return canvas;
}

/** Values of a packed glyph: x, y, shift to the right, shift up, number of the glyph. */
export const GLYPH_VALUES = 5;

/**
 * Packs the numbers beside points.
 * @param leftPx from the middle of the point to the number
 * @returns [glyphs, 5], places counted from the origin
 */
export function packCounts(
  numbers: readonly { readonly x: number; readonly y: number; readonly count: number }[],
  originX: number,
  originY: number,
  leftPx: number,
): Float32Array {
  const values: number[] = [];
  for (const { x, y, count } of numbers)
    for (const [index, character] of Array.from(shortCount(count)).entries())
      values.push(x - originX, y - originY, leftPx + index * ADVANCE_PX, 0, CHARACTERS.indexOf(character));
  return Float32Array.from(values);
}
