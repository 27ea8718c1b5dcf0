import type { Crs, DtmMetadata } from '../dtm/dtm';
import { metresPerDegreeLat, metresPerDegreeLon } from './ellipsoid';

import { projectionOf } from './projection';

/** A raster's place in its CRS. */
export type RasterPlacement = Pick<
  DtmMetadata,
  'crs' | 'width' | 'height' | 'originX' | 'originY' | 'pixelWidth' | 'pixelHeight'
>;

/** Numbers of one metric frame. */
export const FRAME_VALUES = 6;

/**
 * Writes the metric frame of a location at `frames[at..at + 5]`: column and row of the location, counted from the
 * raster's outer corner; columns per metre east, columns per metre north, rows per metre east, rows per metre north
 * (METHOD.md, Patches). NaN where the CRS has no answer.
 *
 * The frame is linear: metres are measured on the WGS84 ellipsoid at the location. 10 km from it at 47 N that is within
 * 20 m of the true geodesic, a sixtieth of the spacing of so wide a patch, so no quadratic term is kept.
 */
export type FrameWriter = (lonDeg: number, latDeg: number, frames: Float64Array, at: number) => void;

/** Half of the base line of the finite differences, metres. */
const STEP_M = 10;

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

/** The frames of a raster in degrees, in closed form from the radii of curvature. */
function degreesFrameWriter(raster: RasterPlacement): FrameWriter {
  const { originX, originY, pixelWidth, pixelHeight } = raster;
  const middleDeg = originX + (raster.width * pixelWidth) / 2;
  return (lonDeg, latDeg, frames, at) => {
    const nearDeg = lonDeg + 360 * Math.round((middleDeg - lonDeg) / 360);
    frames[at] = (nearDeg - originX) / pixelWidth;
    frames[at + 1] = (latDeg - originY) / pixelHeight;
    frames[at + 2] = 1 / (metresPerDegreeLon(latDeg) * pixelWidth);
    frames[at + 3] = 0;
    frames[at + 4] = 0;
    frames[at + 5] = 1 / (metresPerDegreeLat(latDeg) * pixelHeight);
  };
}

/** The frames of a raster in any CRS, by central differences through the projection. */
function projectedFrameWriter(raster: RasterPlacement): FrameWriter {
  const { forward } = projectionOf(raster.crs);
  const { originX, originY, pixelWidth, pixelHeight } = raster;
  return (lonDeg, latDeg, frames, at) => {
    const eastDeg = STEP_M / metresPerDegreeLon(latDeg);
    const northDeg = STEP_M / metresPerDegreeLat(latDeg);
    const middle = forward(lonDeg, latDeg);
    const east = forward(lonDeg + eastDeg, latDeg);
    const west = forward(lonDeg - eastDeg, latDeg);
    const north = forward(lonDeg, latDeg + northDeg);
    const south = forward(lonDeg, latDeg - northDeg);
    frames[at] = (middle[0] - originX) / pixelWidth;
    frames[at + 1] = (middle[1] - originY) / pixelHeight;
    frames[at + 2] = (east[0] - west[0]) / (2 * STEP_M * pixelWidth);
    frames[at + 3] = (north[0] - south[0]) / (2 * STEP_M * pixelWidth);
    frames[at + 4] = (east[1] - west[1]) / (2 * STEP_M * pixelHeight);
    frames[at + 5] = (north[1] - south[1]) / (2 * STEP_M * pixelHeight);
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
  const [, , columnEast = NaN, columnNorth = NaN, rowEast = NaN, rowNorth = NaN] = frame;
  const determinant = Math.abs(columnEast * rowNorth - columnNorth * rowEast);
  return {
    widthM: Math.hypot(rowNorth, rowEast) / determinant,
    heightM: Math.hypot(columnNorth, columnEast) / determinant,
  };
}
