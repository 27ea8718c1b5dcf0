import type { LonLatBox } from '../../shared/geo';
import type { Dtm } from './dtm/dtm';
import { type FrameWriter, frameWriter, type PixelMapper, pixelMapper, pixelSizeM } from './geo/metricFrame';
import { projectionOf } from './geo/projection';
import type { BlockCache } from './pyramid/blockCache';
import type { DtmStatistics } from './pyramid/pyramidFile';
import { Raster } from './pyramid/raster';

/** One DTM of a terrain, ready to be sampled. */
export interface TerrainLayer {
  readonly raster: Raster;
  readonly writeFrame: FrameWriter;
  readonly toPixel: PixelMapper;
  /** Ground size of a pixel in the middle, east-west and north-south in a north-up CRS, metres. */
  readonly pixelWidthM: number;
  readonly pixelHeightM: number;
  /** The longer of the two: what the DTM can resolve. */
  readonly pixelM: number;
  readonly box: LonLatBox;
  /** What its pyramid found out; null until there is one. */
  statistics: DtmStatistics | null;
}

/** Points along each edge of a raster that its lon/lat box is drawn around. */
const EDGE_POINTS = 33;

/** The lon/lat box around a raster's edges, pixel edges included. */
function boxOf(dtm: Dtm): LonLatBox {
  const { crs, originX, originY, width, height, pixelWidth, pixelHeight } = dtm.metadata;
  const { inverse } = projectionOf(crs);
  const box = { westDeg: Infinity, southDeg: Infinity, eastDeg: -Infinity, northDeg: -Infinity };
  const add = (share: number, other: number): void => {
    const [lonDeg, latDeg] = inverse(
      originX + share * width * pixelWidth,
      originY + other * height * pixelHeight,
    );
    if (Number.isNaN(lonDeg)) return;
    box.westDeg = Math.min(box.westDeg, lonDeg);
    box.eastDeg = Math.max(box.eastDeg, lonDeg);
    box.southDeg = Math.min(box.southDeg, latDeg);
    box.northDeg = Math.max(box.northDeg, latDeg);
  };
  for (let point = 0; point < EDGE_POINTS; point++) {
    const share = point / (EDGE_POINTS - 1);
    add(share, 0);
    add(share, 1);
    add(0, share);
    add(1, share);
  }
  // Rasters that count longitude 0..360.
  if (box.westDeg >= 180) return { ...box, westDeg: box.westDeg - 360, eastDeg: box.eastDeg - 360 };
  return { ...box, eastDeg: Math.min(box.eastDeg, 180) };
}

/** Prepares a DTM for sampling. */
export function terrainLayer(dtm: Dtm, cache: BlockCache): TerrainLayer {
  const { metadata } = dtm;
  const writeFrame = frameWriter(metadata);
  const [lonDeg, latDeg] = projectionOf(metadata.crs).inverse(
    metadata.originX + (metadata.width * metadata.pixelWidth) / 2,
    metadata.originY + (metadata.height * metadata.pixelHeight) / 2,
  );
  const size = pixelSizeM(writeFrame, lonDeg, latDeg);
  return {
    raster: new Raster(dtm, cache),
    writeFrame,
    toPixel: pixelMapper(metadata),
    pixelWidthM: size.widthM,
    pixelHeightM: size.heightM,
    pixelM: Math.max(size.widthM, size.heightM),
    box: boxOf(dtm),
    statistics: null,
  };
}
