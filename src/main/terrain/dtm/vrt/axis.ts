/** A piece along columns or rows: where it begins and how many pixels it has, in the file or in the mosaic. */
export interface Span {
  readonly at: number;
  readonly size: number;
}

/** The pixel of a piece's file for each pixel of the mosaic that it covers, from `first` on. */
export interface Axis {
  readonly first: number;
  readonly pixels: Int32Array;
}

/** Texts of mosaics are rounded: positions this close to a pixel's edge lie on it, as GDAL has it (vrtsources.cpp). */
const NEAR_EDGE = 1e-3;
/** GDAL takes centres on an edge for the pixel after it, however they are rounded (rasterio.cpp). */
const TIE = 1e-10;

/**
 * The nearest pixels of a piece, as GDAL 3.10 chooses them when it reads all of a mosaic: the pixel of the file below the centre of
 * each pixel of the mosaic, including pixels that the piece covers in part.
 * @param target the piece in the mosaic @param source the same in its file @param mosaic @param file their numbers of pixels
 * @returns null where the piece covers nothing
 */
export function nearestAlong(target: Span, source: Span, mosaic: number, file: number): Axis | null {
  const to = { at: onEdge(target.at), size: onEdge(target.size) };
  const from = { at: onEdge(source.at), size: onEdge(source.size) };
  const scale = from.size / to.size;
  const inFile = (at: number): number => (at - to.at) * scale + from.at;
  const inMosaic = (at: number): number => (at - from.at) / scale + to.at;
  const begin = Math.max(to.at, 0, inMosaic(0));
  const end = Math.min(to.at + to.size, mosaic, inMosaic(file));
  const first = Math.floor(begin + NEAR_EDGE);
  const count = Math.min(mosaic, Math.ceil(end - NEAR_EDGE)) - first;
  if (begin >= end || count < 1) return null;
  const size = onEdge(count * scale) / count;
  const pixels = new Int32Array(count);
  // Summed, not multiplied, as GDAL does: it decides ties.
  let at = onEdge(inFile(first)) + size / 2 + TIE;
  for (let i = 0; i < count; i++, at += size) pixels[i] = Math.max(0, Math.min(file - 1, Math.floor(at)));
  return { first, pixels };
}

function onEdge(at: number): number {
  const edge = Math.round(at);
  return Math.abs(at - edge) < NEAR_EDGE ? edge : at;
}
