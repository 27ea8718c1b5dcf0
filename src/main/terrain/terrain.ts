import { UserError } from '../../shared/errors';
import type { LonLatBox } from '../../shared/geo';
import { PATCH_SIZE, spacingM } from '../../shared/patch';
import type { TerrainSources } from '../../shared/contract/compute';
import type { Dtm } from './dtm/dtm';
import { openDtm } from './dtm/openDtm';
import { type TerrainLayer, terrainLayer } from './layer';
import { randomLocations } from './patch/randomLocations';
import { type Samples, sampleLocations } from './patch/sampleLocations';
import { BlockCache } from './pyramid/blockCache';

/** Share of a DTM's coarser pixel axis that a target's spacing may go down to: 30 m on 21 x 31 m pixels is detail. */
const FINEST_TARGET_PIXELS = 0.9;

const around = (a: LonLatBox, b: LonLatBox): LonLatBox => ({
  westDeg: Math.min(a.westDeg, b.westDeg),
  southDeg: Math.min(a.southDeg, b.southDeg),
  eastDeg: Math.max(a.eastDeg, b.eastDeg),
  northDeg: Math.max(a.northDeg, b.northDeg),
});

const overlap = (a: LonLatBox, b: LonLatBox): LonLatBox => ({
  westDeg: Math.max(a.westDeg, b.westDeg),
  southDeg: Math.max(a.southDeg, b.southDeg),
  eastDeg: Math.min(a.eastDeg, b.eastDeg),
  northDeg: Math.min(a.northDeg, b.northDeg),
});

/** The elevations of a project: one or several DTMs that are read as one. */
export class Terrain {
  /** Around all DTMs. */
  readonly box: LonLatBox;
  /** Finest first. */
  readonly #layers: readonly TerrainLayer[];

  /** @param dtms at least one; closed with the terrain */
  constructor(dtms: readonly [Dtm, ...Dtm[]], cache = new BlockCache()) {
    const layers = dtms.map((dtm) => terrainLayer(dtm, cache));
    this.box = layers.map((layer) => layer.box).reduce(around);
    this.#layers = layers.sort((a, b) => a.pixelM - b.pixelM);
  }

  /**
   * The patches of locations: 17 x 17 elevations at radius / 8, a square in metres, north up (METHOD.md, Patches).
   * @param locations [n, 2] lon, lat in degrees
   * @returns values [n, 289] metres, and valid [n]: 0 where the patch touches no-data or leaves the terrain (its values
   * are NaN then)
   * @throws UserError `truncated-file` when a DTM cannot be decoded
   */
  async samplePatches(locations: Float64Array, radiusM: number): Promise<Samples> {
    return sampleLocations(this.#layers, locations, { size: PATCH_SIZE, spacingM: spacingM(radiusM) });
  }

  /**
   * The ground of patches at `factor` times their resolution: samples at radius / (8 factor) whose cells cover exactly
   * the square from -radius to radius (METHOD.md, Networks). DTMs too coarse for it are not read.
   * @param locations [n, 2] lon, lat in degrees
   * @returns values [n, (16 factor)²] metres, and valid [n], as for patches
   * @throws UserError `bad-input` when no DTM has that much detail
   */
  async sampleTargets(locations: Float64Array, radiusM: number, factor: number): Promise<Samples> {
    const targetM = spacingM(radiusM) / factor;
    const detailed = this.#layers.filter((layer) => targetM >= FINEST_TARGET_PIXELS * layer.pixelM);
    if (detailed.length === 0) {
      const pixelM = this.#layers[0]?.pixelM ?? NaN;
      const smallest = Math.ceil(FINEST_TARGET_PIXELS * pixelM * 8 * factor);
      throw new UserError(
        'bad-input',
        `A radius of ${radiusM} m at factor ${factor} needs detail of ${targetM.toFixed(1)} m, but the finest DTM has ` +
          `pixels of ${pixelM.toFixed(1)} m. Take a radius of at least ${smallest} m.`,
      );
    }
    return sampleLocations(detailed, locations, { size: (PATCH_SIZE - 1) * factor, spacingM: targetM });
  }

  /** Elevation in metres, bilinear in the finest DTM; NaN where there is none. */
  async elevationAt(lonDeg: number, latDeg: number): Promise<number> {
    const locations = Float64Array.of(lonDeg, latDeg);
    const { values } = await sampleLocations(this.#layers, locations, { size: 1, spacingM: 0 });
    return values[0] ?? NaN;
  }

  /**
   * Random locations whose patches exist, uniform in area; the same for equal seeds.
   * @param box where to draw; default the whole terrain
   * @returns [n, 2] lon, lat in degrees
   * @throws UserError `outside-terrain` when hardly any location has a whole patch
   */
  async randomLocations(
    count: number,
    radiusM: number,
    seed: number,
    box: LonLatBox = this.box,
  ): Promise<Float64Array> {
    const ground = overlap(box, this.box);
    if (ground.westDeg >= ground.eastDeg || ground.southDeg >= ground.northDeg) {
      throw new UserError('outside-terrain', 'The box lies outside the terrain. Take one that overlaps it.');
    }
    return randomLocations(count, seed, ground, async (locations) => {
      const { valid } = await this.samplePatches(locations, radiusM);
      return valid;
    });
  }

  /** Closes the files. */
  async close(): Promise<void> {
    await Promise.all(this.#layers.map((layer) => layer.raster.dtm.close()));
  }
}

/**
 * Opens the DTMs of a terrain.
 * @throws UserError naming the file that cannot be opened, and why
 */
export async function openTerrain(sources: TerrainSources): Promise<Terrain> {
  const opened: Dtm[] = [];
  try {
    for (const { path, crs, band } of sources.dtms) {
      const options = { ...(crs === undefined ? {} : { crs }), ...(band === undefined ? {} : { band }) };
      opened.push(await openDtm(path, options));
    }
    const [first, ...others] = opened;
    if (first === undefined) throw new UserError('bad-input', 'A terrain needs at least one DTM.');
    return new Terrain([first, ...others]);
  } catch (error) {
    await Promise.all(opened.map((dtm) => dtm.close()));
    throw error;
  }
}
