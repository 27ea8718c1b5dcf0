import { type LonLatBox, wrappedBox } from '../../../shared/geo/lonLat';
import { pixelMapper, type RasterPlacement } from './metricFrame';
import { projectionOf } from './projection';

/** Points along each edge of a raster that its box is drawn around. */
const EDGE_POINTS = 33;

const WHOLE_CIRCLE = { westDeg: -180, eastDeg: 180 };

/**
 * The lon/lat box around a raster, pixel edges included: across the antimeridian where the raster lies there, all around the globe
 * where it holds a pole.
 */
export function rasterBox(raster: RasterPlacement): LonLatBox {
  const { crs, originX, originY, width, height, pixelWidth, pixelHeight } = raster;
  const { inverse } = projectionOf(crs);
  const place = (across: number, down: number): readonly [number, number] =>
    inverse(originX + across * width * pixelWidth, originY + down * height * pixelHeight);
  const [middleDeg] = place(0.5, 0.5);
  // Degrees may count from 0 to 360: then the raster is moved as a whole. Projections answer within half a turn.
  const turns = crs.geographic ? 360 * Math.round(middleDeg / 360) : 0;
  const near = (lonDeg: number): number => {
    if (crs.geographic) return lonDeg - turns;
    if (lonDeg - middleDeg > 180) return lonDeg - 360;
    return lonDeg - middleDeg < -180 ? lonDeg + 360 : lonDeg;
  };
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let point = 0; point < EDGE_POINTS; point++) {
    const share = point / (EDGE_POINTS - 1);
    for (const [lonDeg, latDeg] of [place(share, 0), place(share, 1), place(0, share), place(1, share)]) {
      if (Number.isNaN(lonDeg)) continue;
      west = Math.min(west, near(lonDeg));
      east = Math.max(east, near(lonDeg));
      south = Math.min(south, latDeg);
      north = Math.max(north, latDeg);
    }
  }
  const hasNorthPole = holdsPole(raster, 90);
  const hasSouthPole = holdsPole(raster, -90);
  return wrappedBox({
    ...(hasNorthPole || hasSouthPole ? WHOLE_CIRCLE : { westDeg: west, eastDeg: east }),
    southDeg: hasSouthPole ? -90 : Math.max(-90, south),
    northDeg: hasNorthPole ? 90 : Math.min(90, north),
  });
}

/** Whether a pole, as a point, lies in a raster; in degrees it is a line, which the raster's edges tell of. */
function holdsPole(raster: RasterPlacement, latDeg: number): boolean {
  if (raster.crs.geographic) return false;
  const [column, row] = pixelMapper(raster)(0, latDeg);
  return column >= 0 && row >= 0 && column <= raster.width && row <= raster.height;
}
