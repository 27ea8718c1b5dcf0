import type { ClassShape } from '../labels/labelClasses';
import { shapePath } from './classShape';

/** Edge of the square that repeats in an area, the size of the marks in it, smaller than labels so that they are not taken for some, and how far the lines of its hatch are apart, pixels. */
export const AREA_STEP = 30;
const MARK = 6;
const HATCH = 10;

/** The `d` of an SVG path of the marks of a class in the square: two, so that every other row is shifted by half a step. */
export const areaMarks = (shape: ClassShape): string =>
  [AREA_STEP / 4, (3 * AREA_STEP) / 4]
    .map((middle) => shapePath(shape, MARK, 0, middle - MARK / 2, middle - MARK / 2))
    .join('');

/** The `d` of the slanting lines of an area without its class. */
export const AREA_HATCH = Array.from({ length: (2 * AREA_STEP) / HATCH + 1 }, (_, line) => line * HATCH)
  .map((from) => `M${from - AREA_STEP},${AREA_STEP}l${AREA_STEP},${-AREA_STEP}`)
  .join('');
