import { PX_PER_MM } from '../../../shared/window/printedPage';
import type { ShapeForm } from '../../../shared/drawing/classShape';

/** Millimetres of a length that the map has in pixels. */
export const mmOf = (px: number): number => px / PX_PER_MM;

const text = (mm: number): string => mm.toFixed(3);

/** The outline of a disc, as the data of a path. */
export const discPath = (x: number, y: number, radiusMm: number): string =>
  `M${text(x - radiusMm)} ${text(y)}a${text(radiusMm)} ${text(radiusMm)} 0 1 0 ${text(2 * radiusMm)} 0a${text(radiusMm)} ${text(radiusMm)} 0 1 0 ${text(-2 * radiusMm)} 0z`;

/** The outline of a class's mark, as on the map. @param radiusMm of the disc that looks equally large */
export function markPath(
  x: number,
  y: number,
  { corners, turned, scale }: ShapeForm,
  radiusMm: number,
): string {
  if (corners === 0) return discPath(x, y, radiusMm);
  const points = Array.from({ length: corners }, (_, corner) => {
    const angle = (2 * Math.PI * (corner + (turned ? 0.5 : 0))) / corners - Math.PI / 2;
    return `${text(x + scale * radiusMm * Math.cos(angle))} ${text(y + scale * radiusMm * Math.sin(angle))}`;
  });
  return `M${points.join('L')}z`;
}

/** An open or closed line through points of the page. */
export const linePath = (points: readonly (readonly [number, number])[], closed = false): string =>
  `M${points.map(([x, y]) => `${text(x)} ${text(y)}`).join('L')}${closed ? 'z' : ''}`;
