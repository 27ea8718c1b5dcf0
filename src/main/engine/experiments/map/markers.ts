/**
 * Shapes that distinguish classes where colours cannot, as SVG paths around 0, 0, of about the area of a circle of radius 1.
 */
const SHAPES = [
  { name: 'triangle', path: 'M0-1.35L1.2.8H-1.2z' },
  { name: 'circle', path: 'M-1 0A1 1 0 0 1 1 0A1 1 0 0 1-1 0z' },
  { name: 'square', path: 'M-.9-.9H.9V.9H-.9z' },
  { name: 'diamond', path: 'M0-1.3L1.3 0L0 1.3L-1.3 0z' },
  { name: 'triangle-down', path: 'M0 1.35L1.2-.8H-1.2z' },
  { name: 'plus', path: 'M-.4-1.2H.4V-.4H1.2V.4H.4V1.2H-.4V.4H-1.2V-.4H-.4z' },
  { name: 'bar', path: 'M-1.4-.55H1.4V.55H-1.4z' },
  { name: 'pillar', path: 'M-.55-1.4H.55V1.4H-.55z' },
  { name: 'pentagon', path: 'M0-1.2L1.14-.37L.71.97H-.71L-1.14-.37z' },
  { name: 'hourglass', path: 'M-1.1-1.1H1.1L-1.1 1.1H1.1z' },
] as const;

/** The shape of the class that a figure names as its n-th. */
export const shapeOf = (index: number): string => SHAPES[index % SHAPES.length]?.path ?? SHAPES[0].path;
