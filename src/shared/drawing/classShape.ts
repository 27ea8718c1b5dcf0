import type { ClassShape } from '../labels/labelClasses';

/** A regular polygon, or a disc, as the mark of a class. */
export interface ShapeForm {
  /** 0 is a disc. */
  readonly corners: number;
  /** Whether an edge is on top instead of a corner. */
  readonly turned: boolean;
  /** Radius of the circle around the polygon, as a share of that of the disc that looks equally large. */
  readonly scale: number;
}

/** How each shape is drawn, on the map as elsewhere. */
export const shapeForms: Readonly<Record<ClassShape, ShapeForm>> = {
  triangle: { corners: 3, turned: false, scale: 1.6 },
  diamond: { corners: 4, turned: false, scale: 1.2 },
  square: { corners: 4, turned: true, scale: 1.2 },
  disc: { corners: 0, turned: false, scale: 1 },
  pentagon: { corners: 5, turned: false, scale: 1.1 },
  'triangle-down': { corners: 3, turned: true, scale: 1.6 },
};

/**
 * The `d` of an SVG path of a shape that fills a square.
 * @param sizePx edge of the square
 * @param insetPx room for a line around the shape
 * @param leftPx,topPx the square's top left corner
 */
export function shapePath(shape: ClassShape, sizePx: number, insetPx: number, leftPx = 0, topPx = 0): string {
  const { corners, turned } = shapeForms[shape];
  const [middle, radius] = [sizePx / 2, sizePx / 2 - insetPx];
  const at = (x: number, y: number): string => `${(leftPx + x).toFixed(2)},${(topPx + y).toFixed(2)}`;
  if (corners === 0)
    return `M${at(insetPx, middle)}a${radius},${radius} 0 1 1 ${2 * radius},0a${radius},${radius} 0 1 1 ${-2 * radius},0Z`;
  const places = Array.from({ length: corners }, (_, corner) => {
    const angle = (2 * Math.PI * (corner + (turned ? 0.5 : 0))) / corners;
    return [Math.sin(angle), -Math.cos(angle)] as const;
  });
  // A polygon is not as high as its circle: it is stretched until it fills the square.
  const fill = (axis: 0 | 1): ((value: number) => number) => {
    const values = places.map((place) => place[axis]);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return (value) => insetPx + (2 * radius * (value - least)) / (most - least);
  };
  const [x, y] = [fill(0), fill(1)];
  return `M${places.map((place) => at(x(place[0]), y(place[1]))).join('L')}Z`;
}
