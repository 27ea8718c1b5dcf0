import { UserError } from '../../src/shared/errors';
import { openDtm } from '../../src/main/terrain/dtm/openDtm';
import type { DtmOpenOptions } from '../../src/main/terrain/dtm/dtm';
import { openTerrain } from '../../src/main/terrain/terrain';

/** Windows of a DTM that are read at most: a changed size may claim any number of them. */
const WINDOWS_MAX = 48;
/** Pixels up to which the pyramid is built. */
const PYRAMID_PIXELS_MAX = 300_000;

/** Opens a DTM as a project does: reads all of it, an elevation, a map tile, and builds its pyramid. @throws UserError */
export async function readDtm(path: string, cacheDir: string): Promise<void> {
  const options = await optionsFor(path);
  const pixels = await readWindows(path, options);
  const terrain = await openTerrain({ dtms: [{ path, ...options }], cacheDir });
  try {
    const { westDeg, southDeg, eastDeg, northDeg } = terrain.box;
    const [lonDeg, latDeg] = [(westDeg + eastDeg) / 2, (southDeg + northDeg) / 2];
    await terrain.elevationAt(lonDeg, latDeg);
    if (pixels <= PYRAMID_PIXELS_MAX) {
      const building = terrain.buildPyramids();
      while ((await building.next()).done !== true);
    }
    const tiles = 2 ** 10;
    const y = (1 - Math.asinh(Math.tan((latDeg * Math.PI) / 180)) / Math.PI) / 2;
    await terrain.tile(10, Math.floor(((lonDeg + 180) / 360) * tiles), Math.floor(y * tiles));
  } finally {
    await terrain.close();
  }
}

/** What the user would be asked for: the CRS where the file states none, the band where it has several. */
async function optionsFor(path: string): Promise<DtmOpenOptions> {
  let options: DtmOpenOptions = {};
  for (;;) {
    try {
      await (await openDtm(path, options)).close();
      return options;
    } catch (error) {
      const code = error instanceof UserError ? error.code : null;
      if (code === 'crs-missing' && options.crs === undefined) options = { ...options, crs: 'EPSG:32632' };
      else if (code === 'band-choice' && options.band === undefined) options = { ...options, band: 0 };
      else throw error;
    }
  }
}

/** Reads the DTM window by window; returns its pixels. */
async function readWindows(path: string, options: DtmOpenOptions): Promise<number> {
  const dtm = await openDtm(path, options);
  try {
    const { width, height } = dtm.metadata;
    const { blockWidth, blockHeight } = dtm;
    let windows = 0;
    for (let row = 0; row < height && windows < WINDOWS_MAX; row += blockHeight)
      for (let column = 0; column < width && windows < WINDOWS_MAX; column += blockWidth) {
        await dtm.read(
          column,
          row,
          Math.min(blockWidth, width - column),
          Math.min(blockHeight, height - row),
        );
        windows += 1;
      }
    await dtm.read(width - 1, height - 1, 1, 1);
    return width * height;
  } finally {
    await dtm.close();
  }
}
