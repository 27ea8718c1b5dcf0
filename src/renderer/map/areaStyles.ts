import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import { areaMarks, AREA_HATCH, AREA_STEP } from '../../shared/drawing/areaPattern';
import type { AreaLook } from '../state/sketch.svelte';

/** Share of the class's colour in an area, 0..255 as two hexadecimal digits, and in its marks or hatch, 0..1. */
const FILLED = '38';
const MARKED = 0.55;
const HATCHED = 0.6;

/**
 * An area as the map shows it: in the class's colour with its mark repeated, so that colour does not carry the class alone; in a whole
 * line where the class is everywhere in it, hatched with hollow marks in a dashed line where there is none. Its outline is cased, so
 * that relief does not swallow it.
 */
export const areaStyles = (look: AreaLook, selected: boolean, patterns: Readonly<AreaPatterns>): Style[] => [
  new Style({
    fill: new Fill({ color: patterns.of(look) }),
    stroke: new Stroke({ color: 'rgba(255,255,255,0.9)', width: selected ? 6 : 4 }),
  }),
  new Style({
    stroke: new Stroke({
      color: look.colour,
      width: selected ? 3.5 : 2,
      ...(look.positive ? {} : { lineDash: [7, 5] }),
    }),
  }),
];

/** The insides of areas: one a look, kept by the layer that draws with them. */
export class AreaPatterns {
  private readonly patterns = new Map<string, CanvasPattern | string>();

  /** The pattern inside an area, with its ground; transparent where there is no canvas to draw it. */
  of(look: AreaLook): CanvasPattern | string {
    const key = [look.colour, look.shape, look.positive, devicePixelRatio].join(' ');
    const pattern = this.patterns.get(key) ?? patternOf(look);
    this.patterns.set(key, pattern);
    return pattern;
  }
}

function patternOf({ colour, shape, positive }: AreaLook): CanvasPattern | string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.round(AREA_STEP * devicePixelRatio);
  const context = canvas.getContext('2d');
  if (context === null) return 'transparent';
  // Whole pixels of the screen, so that the pattern has no seams.
  context.scale(canvas.width / AREA_STEP, canvas.width / AREA_STEP);
  const marks = new Path2D(areaMarks(shape));
  if (positive) {
    context.fillStyle = `${colour}${FILLED}`;
    context.fillRect(0, 0, AREA_STEP, AREA_STEP);
    context.globalAlpha = MARKED;
    context.fillStyle = colour;
    context.fill(marks);
  } else {
    const hatch = new Path2D(AREA_HATCH);
    context.globalAlpha = HATCHED;
    for (const [style, width] of [
      ['#ffffff', 2.5],
      [colour, 1],
    ] as const) {
      context.strokeStyle = style;
      context.lineWidth = width;
      context.stroke(hatch);
    }
    context.globalAlpha = 1;
    context.fillStyle = '#ffffff';
    context.fill(marks);
    context.stroke(marks);
  }
  return context.createPattern(canvas, 'repeat') ?? 'transparent';
}
