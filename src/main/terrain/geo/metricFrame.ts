import type { Crs, DtmMetadata } from '../dtm/dtm';
import { type GeodesicTerms, geodesicTerms } from './ellipsoid';
import { projectionOf } from './projection';

/** A raster's place in its CRS. */
export type RasterPlacement = Pick<
  DtmMetadata,
  'crs' | 'width' | 'height' | 'originX' | 'originY' | 'pixelWidth' | 'pixelHeight'
>;

/** Numbers of one metric frame. */
export const FRAME_VALUES = 12;

/**
 * Writes the metric frame of a location at `frames[at..at + 11]` (METHOD.md, Patches): where in the raster the point
 * lies that is `e` metres east and `n` metres north of the location, along the geodesic on the WGS84 ellipsoid. Six
 * coefficients for the column, counted from the raster's outer corner, then six for the row: of 1, e, n, e², e n, n².
 * NaN where the CRS has no answer.
 *
 * The first-order terms are the Jacobian. The second-order ones bend the frame along with the meridians: 10 km away at
 * 47 N the Jacobian alone is 24 m off, with them it is some centimetres.
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

/** The frames of a raster in degrees, in closed form. */
function degreesFrameWriter(raster: RasterPlacement): FrameWriter {
  const { originX, originY, pixelWidth, pixelHeight } = raster;
  const middleDeg = originX + (raster.width * pixelWidth) / 2;
  const terms: GeodesicTerms = { lonE: 0, lonEN: 0, latN: 0, latEE: 0, latNN: 0 };
  return (lonDeg, latDeg, frames, at) => {
    const nearDeg = lonDeg + 360 * Math.round((middleDeg - lonDeg) / 360);
    geodesicTerms(latDeg, terms);
    frames[at] = (nearDeg - originX) / pixelWidth;
    frames[at + 1] = terms.lonE / pixelWidth;
    frames[at + 2] = 0;
    frames[at + 3] = 0;
    frames[at + 4] = terms.lonEN / pixelWidth;
    frames[at + 5] = 0;
    frames[at + 6] = (latDeg - originY) / pixelHeight;
    frames[at + 7] = 0;
    frames[at + 8] = terms.latN / pixelHeight;
    frames[at + 9] = terms.latEE / pixelHeight;
    frames[at + 10] = 0;
    frames[at + 11] = terms.latNN / pixelHeight;
  };
}

/** The frames of a raster in any CRS, by finite differences through the projection. */
function projectedFrameWriter(raster: RasterPlacement): FrameWriter {
  const { forward } = projectionOf(raster.crs);
  const { originX, originY, pixelWidth, pixelHeight } = raster;
  const terms: GeodesicTerms = { lonE: 0, lonEN: 0, latN: 0, latEE: 0, latNN: 0 };
  const h = STEP_M;
  return (lonDeg, latDeg, frames, at) => {
    geodesicTerms(latDeg, terms);
    const eastDeg = terms.lonE * h;
    const northDeg = terms.latN * h;
    const sagDeg = terms.latEE * h * h;
    const curveDeg = terms.latNN * h * h;
    const middle = forward(lonDeg, latDeg);
    const east = forward(lonDeg + eastDeg, latDeg + sagDeg);
    const west = forward(lonDeg - eastDeg, latDeg + sagDeg);
    const north = forward(lonDeg, latDeg + northDeg + curveDeg);
    const south = forward(lonDeg, latDeg - northDeg + curveDeg);
    const corner = forward(lonDeg + eastDeg + terms.lonEN * h * h, latDeg + northDeg + sagDeg + curveDeg);
    const write = (axis: 0 | 1, origin: number, pixel: number, to: number): void => {
      const value = middle[axis];
      const ee = (east[axis] + west[axis] - 2 * value) / 2;
      const nn = (north[axis] + south[axis] - 2 * value) / 2;
      const e = (east[axis] - west[axis]) / 2;
      const n = (north[axis] - south[axis]) / 2;
      frames[to] = (value - origin) / pixel;
      frames[to + 1] = e / (h * pixel);
      frames[to + 2] = n / (h * pixel);
      frames[to + 3] = ee / (h * h * pixel);
      frames[to + 4] = (corner[axis] - value - e - n - ee - nn) / (h * h * pixel);
      frames[to + 5] = nn / (h * h * pixel);
    };
    write(0, originX, pixelWidth, at);
    write(1, originY, pixelHeight, at + 6);
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
