/** Pixels of CSS per millimetre: 96 an inch. */
export const PX_PER_MM = 96 / 25.4;

/** Chromium lays pages out in whole pixels, points and dots; edges of so many pixels are whole in each, and the scale is exact. */
const EXACT_PX = 8;

/** The edge of the page on which an edge of a sheet is printed, pixels; the sheet lies in its upper left corner. */
export const printedEdgePx = (sheetMm: number): number =>
  EXACT_PX * Math.ceil((sheetMm * PX_PER_MM) / EXACT_PX);
