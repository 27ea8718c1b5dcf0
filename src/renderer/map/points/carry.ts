/** What a map shows: its middle in map units, map units per pixel, its size in pixels. */
export interface MapView {
  readonly centre: readonly [number, number];
  readonly resolution: number;
  readonly size: readonly [number, number];
  readonly pixelRatio: number;
}

/** How a picture is laid onto a map: its left upper corner in the map's pixels, and its pixels' size there. */
export interface Laid {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

/** Pixels that a picture reaches beyond the view it was painted for, on each side. */
export const MARGIN_PX = 128;

/** How many times a picture may be enlarged, or made smaller, before what is on it looks out of shape. */
const MOST_SCALE = 1.5;

/** Pixels along an edge of the view that may be bare while the map moves. */
const MOST_BARE_PX = 64;

/**
 * Lays a picture that was painted for one view, with its margin, onto another; null where it must be repainted, since it would
 * look out of shape or leave more than a strip of the view bare.
 */
export function carried(painted: MapView, view: MapView): Laid | null {
  if (painted.pixelRatio !== view.pixelRatio || painted.size.some((px, axis) => px !== view.size[axis]))
    return null;
  const scale = painted.resolution / view.resolution;
  if (scale > MOST_SCALE || scale < 1 / MOST_SCALE) return null;
  const [width, height] = view.size;
  const start = (shift: number, length: number): number =>
    length / 2 + shift - scale * (length / 2 + MARGIN_PX);
  const left = start((painted.centre[0] - view.centre[0]) / view.resolution, width);
  const top = start((view.centre[1] - painted.centre[1]) / view.resolution, height);
  const reaches = (from: number, length: number): boolean =>
    from <= MOST_BARE_PX && from + scale * (length + 2 * MARGIN_PX) >= length - MOST_BARE_PX;
  return reaches(left, width) && reaches(top, height) ? { left, top, scale } : null;
}
