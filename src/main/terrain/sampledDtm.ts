import { basename } from 'node:path';
import type { LonLatBox } from '../../shared/geo/lonLat';
import type { Dtm } from './dtm/dtm';
import { type FrameWriter, frameWriter, type PixelMapper, pixelMapper, pixelSizeM } from './geo/metricFrame';
import { projectionOf } from './geo/projection';
import { rasterBox } from './geo/rasterBox';
import { buildPyramid } from './pyramid/buildPyramid';
import { removeLeftovers } from './pyramid/claim';
import type { PyramidBlockCache } from './pyramid/pyramidBlockCache';
import { type DtmStatistics, PyramidFile, pyramidPath } from './pyramid/pyramidFile';
import { Raster } from './pyramid/raster';

/** One DTM of a terrain, ready to be sampled. */
export interface SampledDtm {
  readonly raster: Raster;
  readonly writeFrame: FrameWriter;
  readonly toPixel: PixelMapper;
  /** Size of a pixel on the ground at the centre, east-west and north-south in a north-up CRS, metres. */
  readonly pixelWidthM: number;
  readonly pixelHeightM: number;
  /** The longer of the two: the DTM's resolution. */
  readonly pixelM: number;
  readonly box: LonLatBox;
  /** Statistics from its pyramid; null until there is one. */
  statistics: DtmStatistics | null;
}

/** A pole has no east: pixels of a DTM around a pole are measured at this latitude. */
const POLEMOST_DEG = 89.9;

/** Prepares a DTM for sampling. */
export function sampledDtm(dtm: Dtm, cache: PyramidBlockCache): SampledDtm {
  const { metadata } = dtm;
  const writeFrame = frameWriter(metadata);
  const [lonDeg, latDeg] = projectionOf(metadata.crs).inverse(
    metadata.originX + (metadata.width * metadata.pixelWidth) / 2,
    metadata.originY + (metadata.height * metadata.pixelHeight) / 2,
  );
  const size = pixelSizeM(writeFrame, lonDeg, Math.max(-POLEMOST_DEG, Math.min(POLEMOST_DEG, latDeg)));
  return {
    raster: new Raster(dtm, cache),
    writeFrame,
    toPixel: pixelMapper(metadata),
    pixelWidthM: size.widthM,
    pixelHeightM: size.heightM,
    pixelM: Math.max(size.widthM, size.heightM),
    box: rasterBox(metadata),
    statistics: null,
  };
}

/** Lets a DTM use its pyramid, if that is built. @param cacheDir folder of the pyramids */
export async function usePyramid(dtm: SampledDtm, cacheDir: string): Promise<void> {
  const { metadata } = dtm.raster.dtm;
  dtm.raster.stored = await PyramidFile.open(pyramidPath(cacheDir, metadata), metadata);
  dtm.statistics = dtm.raster.stored?.statistics ?? null;
}

/** How far the building of pyramids is: `done` of `total` rows. */
export interface PyramidProgress {
  readonly done: number;
  readonly total: number;
  readonly unit: 'rows';
  readonly message: string;
}

/**
 * Builds the pyramids that are missing, and removes what a process that was killed left beside the others.
 * @param cacheDir folder of the pyramids
 * @throws UserError `cancelled` when the signal fires, `disk` when the cache cannot be written, `truncated-file` when a
 * DTM cannot be decoded
 */
export async function* buildPyramids(
  dtms: readonly SampledDtm[],
  cacheDir: string,
  signal?: AbortSignal,
): AsyncGenerator<PyramidProgress> {
  const missing = dtms.filter(({ raster }) => raster.stored === null);
  const total = missing.reduce((rows, { raster }) => rows + raster.dtm.metadata.height, 0);
  for (const { raster } of dtms)
    if (raster.stored !== null) await removeLeftovers(pyramidPath(cacheDir, raster.dtm.metadata));
  let before = 0;
  for (const dtm of missing) {
    const { metadata } = dtm.raster.dtm;
    const message = `Building the pyramid of ${basename(metadata.path)}`;
    yield { done: before, total, unit: 'rows', message };
    for await (const rows of buildPyramid(dtm.raster.dtm, pyramidPath(cacheDir, metadata), signal)) {
      yield { done: before + rows, total, unit: 'rows', message };
    }
    await usePyramid(dtm, cacheDir);
    before += metadata.height;
  }
}
