import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import type { AreaLook } from '../state/sketch.svelte';

/** Edge of the square that the hatch repeats, and width of its lines, pixels of the screen. */
const HATCH_PX = 10;
const HATCH_LINE_PX = 1.5;

/** Share of the class's colour in an area, 0..255 as two hexadecimal digits. */
const FILLED = '38';

/**
 * An area as the map shows it: filled with the class's colour in a whole line where the class is everywhere in it, hatched in a
 * dashed line where there is none. Its outline is cased, so that relief does not swallow it.
 */
export const areaStyles = (
  { colour, positive }: AreaLook,
  selected: boolean,
  hatches: Readonly<Hatches>,
): Style[] => [
  new Style({
    fill: new Fill({ color: positive ? `${colour}${FILLED}` : hatches.of(colour) }),
    stroke: new Stroke({ color: 'rgba(255,255,255,0.9)', width: selected ? 6 : 4 }),
  }),
  new Style({
    stroke: new Stroke({
      color: colour,
      width: selected ? 3.5 : 2,
      ...(positive ? {} : { lineDash: [7, 5] }),
    }),
  }),
];

/** Hatches of areas where a class is not: one a colour, kept by the layer that draws with them. */
export class Hatches {
  private readonly patterns = new Map<string, CanvasPattern | string>();

  /** Slanting lines of a colour; none where there is no canvas to draw them. */
  of(colour: string): CanvasPattern | string {
    const key = `${colour} ${devicePixelRatio}`;
    const hatch = this.patterns.get(key) ?? hatchOf(colour);
    this.patterns.set(key, hatch);
    return hatch;
  }
}

function hatchOf(colour: string): CanvasPattern | string {
  const edge = Math.round(HATCH_PX * devicePixelRatio);
  const canvas = document.createElement('canvas');
  canvas.width = edge;
  canvas.height = edge;
  const context = canvas.getContext('2d');
  if (context === null) return 'transparent';
  context.lineCap = 'square';
  for (const [style, width] of [
    ['rgba(255,255,255,0.55)', 2 * HATCH_LINE_PX],
    [colour, HATCH_LINE_PX],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width * devicePixelRatio;
    context.beginPath();
    for (const shift of [-edge, 0, edge]) {
      context.moveTo(shift, edge);
      context.lineTo(shift + edge, 0);
    }
    context.stroke();
  }
  return context.createPattern(canvas, 'repeat') ?? 'transparent';
}
