import type { Crs } from './crs';
import { type GeodesicTerms, geodesicTerms } from './geodesicTerms';
import { projectionOf } from './projection';

/** A raster's place in its CRS. */
export interface RasterPlacement {
  readonly crs: Crs;
  /** Columns and rows. */
  readonly width: number;
  readonly height: number;
  /** CRS coordinates of the outer corner of the first column and first row (pixel edges, whatever the file's convention). */
  readonly originX: number;
  readonly originY: number;
  /** CRS units per column (> 0) and per row (< 0: rows run south). */
  readonly pixelWidth: number;
  readonly pixelHeight: number;
}

/** Numbers of one metric frame. */
export const FRAME_VALUES = 12;

/**
 * Writes the metric frame of a location at `frames[at..at + 11]`: where in the raster the point
 * lies that is `e` metres east and `n` metres north of the location, along the geodesic on the WGS84 ellipsoid. Six
 * coefficients for the column, counted from the raster's outer corner, then six for the row: of 1, e, n, e², e n, n².
 * NaN where the CRS has no answer.
 *
 * The first-order terms are the Jacobian. The second-order ones bend the frame along with the meridians: without them
 * the corner of a patch of 10 km radius would be 19 m off at 47 N and 99 m at 80 N, with them it is some centimetres.
 */
export type FrameWriter = (lonDeg: number, latDeg: number, frames: Float64Array, at: number) => void;

/** Half of the base line of the finite differences, metres. */
const STEP_M = 300;

/** Whether degrees of the CRS are degrees of WGS84 to within a metre (GRS80 and WGS84 differ by 0.1 mm). */
function isPlainDegrees(crs: Crs): boolean {
  const shift = /\+towgs84=([^\s]+)/.exec(crs.proj4)?.[1];
  return (
    crs.geographic &&
    /\+(datum=WGS84|ellps=(WGS84|GRS80)|datum=NAD83)\b/.test(crs.proj4) &&
    !/\+(nadgrids|pm|axis|units|to_meter)=/.test(crs.proj4) &&
    (shift === undefined || shift.split(',').every((value) => Number(value) === 0))
  );
}

/** Column and row of a location, counted from a raster's outer corner; NaN where the CRS has no answer. */
export type PixelMapper = (lonDeg: number, latDeg: number) => readonly [number, number];

/** Carries locations into a raster, whatever its CRS. */
export function pixelMapper(raster: RasterPlacement): PixelMapper {
  const { originX, originY, pixelWidth, pixelHeight } = raster;
  const { forward } = projectionOf(raster.crs);
  const middleX = originX + (raster.width * pixelWidth) / 2;
  const turn = raster.crs.geographic ? 360 : Infinity;
  return (lonDeg, latDeg) => {
    const [x, y] = forward(lonDeg, latDeg);
    // Degrees of longitude are those nearest to the raster: it may count from 0 to 360.
    const turns = turn === Infinity ? 0 : turn * Math.round((middleX - x) / turn);
    return [(x + turns - originX) / pixelWidth, (y - originY) / pixelHeight];
  };
}

/** The frames of a raster in degrees, in closed form. */
function degreesFrameWriter(raster: RasterPlacement): FrameWriter {
  const { pixelWidth, pixelHeight } = raster;
  const toPixel = pixelMapper(raster);
  const terms: GeodesicTerms = { lonE: 0, lonEN: 0, latN: 0, latEE: 0, latNN: 0 };
  return (lonDeg, latDeg, frames, at) => {
    geodesicTerms(latDeg, terms);
    [frames[at], frames[at + 6]] = toPixel(lonDeg, latDeg);
    frames[at + 1] = terms.lonE / pixelWidth;
    frames[at + 2] = 0;
    frames[at + 3] = 0;
    frames[at + 4] = terms.lonEN / pixelWidth;
    frames[at + 5] = 0;
    frames[at + 7] = 0;
    frames[at + 8] = terms.latN / pixelHeight;
    frames[at + 9] = terms.latEE / pixelHeight;
    frames[at + 10] = 0;
    frames[at + 11] = terms.latNN / pixelHeight;
  };
}

/** The frames of a raster in any CRS, by finite differences through the projection. */
function projectedFrameWriter(raster: RasterPlacement): FrameWriter {
  const toPixel = pixelMapper(raster);
  const terms: GeodesicTerms = { lonE: 0, lonEN: 0, latN: 0, latEE: 0, latNN: 0 };
  const h = STEP_M;
  return (lonDeg, latDeg, frames, at) => {
    geodesicTerms(latDeg, terms);
    const eastDeg = terms.lonE * h;
    const northDeg = terms.latN * h;
    const sagDeg = terms.latEE * h * h;
    const curveDeg = terms.latNN * h * h;
    const middle = toPixel(lonDeg, latDeg);
    const east = toPixel(lonDeg + eastDeg, latDeg + sagDeg);
    const west = toPixel(lonDeg - eastDeg, latDeg + sagDeg);
    const north = toPixel(lonDeg, latDeg + northDeg + curveDeg);
    const south = toPixel(lonDeg, latDeg - northDeg + curveDeg);
    const corner = toPixel(lonDeg + eastDeg + terms.lonEN * h * h, latDeg + northDeg + sagDeg + curveDeg);
    for (const axis of [0, 1] as const) {
      const value = middle[axis];
      const e = (east[axis] - west[axis]) / 2;
      const n = (north[axis] - south[axis]) / 2;
      const ee = (east[axis] + west[axis]) / 2 - value;
      const nn = (north[axis] + south[axis]) / 2 - value;
      const to = at + 6 * axis;
      frames[to] = value;
      frames[to + 1] = e / h;
      frames[to + 2] = n / h;
      frames[to + 3] = ee / (h * h);
      frames[to + 4] = (corner[axis] - value - e - n - ee - nn) / (h * h);
      frames[to + 5] = nn / (h * h);
    }
  };
}

/** The writer of metric frames for a raster, whatever its CRS. */
export function frameWriter(raster: RasterPlacement): FrameWriter {
  return isPlainDegrees(raster.crs) ? degreesFrameWriter(raster) : projectedFrameWriter(raster);
}

/** Ground size of a pixel at a location: length of one column and of one row, metres. */
export function pixelSizeM(
  writeFrame: FrameWriter,
  lonDeg: number,
  latDeg: number,
): { widthM: number; heightM: number } {
  const frame = new Float64Array(FRAME_VALUES);
  writeFrame(lonDeg, latDeg, frame, 0);
  const [columnEast = NaN, columnNorth = NaN] = frame.subarray(1);
  const [rowEast = NaN, rowNorth = NaN] = frame.subarray(7);
  const determinant = Math.abs(columnEast * rowNorth - columnNorth * rowEast);
  return {
    widthM: Math.hypot(rowNorth, rowEast) / determinant,
    heightM: Math.hypot(columnNorth, columnEast) / determinant,
  };
}
