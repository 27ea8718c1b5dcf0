import { UserError } from '../../shared/errors';
import { boxAroundBoxes, type LonLatBox, overlap } from '../../shared/geo/lonLat';
import { regionContains, type Region } from '../../shared/geo/region';
import { PATCH_SIZE, spacingM } from '../../shared/terrain/patch';
import type { LatticeValue, TerrainSources } from '../../shared/contract/compute';
import type { Dtm, DtmMetadata } from './dtm/dtm';
import { UnpackedTiles } from './dtm/hgt/unpackedTiles';
import { openDtm } from './dtm/openDtm';
import { verticalNoiseM } from './dtm/verticalNoise';
import type { Crs } from './geo/crs';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../shared/geo/ellipsoid';
import { buildPyramids, type PyramidProgress, type SampledDtm, sampledDtm, usePyramid } from './sampledDtm';
import { randomLocations } from './patch/randomLocations';
import { reliefM } from './patch/relief';
import { sampleLattice } from './patch/sampleLattice';
import { type Samples, sampleLocations } from './patch/sampleLocations';
import { PyramidBlockCache } from './pyramid/pyramidBlockCache';
import { differenceTile } from './tile/differenceTile';
import { drawTile } from './tile/drawTile';

/** Share of a DTM's coarser pixel axis that a target's spacing may go down to: 30 m on 21 x 31 m pixels is detail. */
const FINEST_TARGET_PIXELS = 0.9;

/** A DTM of a terrain, as it is shown to the user. */
export type TerrainDtm = Pick<SampledDtm, 'pixelWidthM' | 'pixelHeightM' | 'box' | 'statistics'> & {
  readonly metadata: DtmMetadata;
};

/** The elevations of a project: one or several DTMs that are read as one. */
export class Terrain {
  /** Around all DTMs. */
  readonly box: LonLatBox;
  /** Finest first. */
  readonly #dtms: readonly SampledDtm[];
  readonly #cacheDir: string;

  private constructor(dtms: readonly SampledDtm[], cacheDir: string) {
    this.box = boxAroundBoxes(dtms.map((dtm) => dtm.box));
    this.#dtms = [...dtms].sort((a, b) => a.pixelM - b.pixelM);
    this.#cacheDir = cacheDir;
  }

  /**
   * Combines DTMs into one terrain, with those of their pyramids that are built already.
   * @param dtms at least one; they are closed with the terrain
   * @param cacheDir folder of the pyramids; it need not exist
   * @param keptBytes bytes of decoded blocks to keep; default: PyramidBlockCache's
   */
  static async of(dtms: readonly Dtm[], cacheDir: string, keptBytes?: number): Promise<Terrain> {
    const cache = new PyramidBlockCache(keptBytes);
    const sampled = dtms.map((dtm) => sampledDtm(dtm, cache));
    for (const dtm of sampled) await usePyramid(dtm, cacheDir);
    return new Terrain(sampled, cacheDir);
  }

  /** The DTMs, finest first; `statistics` are null until the pyramid is built. */
  get dtms(): TerrainDtm[] {
    return this.#dtms.map(({ raster, pixelWidthM, pixelHeightM, box, statistics }) => ({
      metadata: raster.dtm.metadata,
      pixelWidthM,
      pixelHeightM,
      box,
      statistics,
    }));
  }

  /**
   * The vertical noise of one of the DTMs, metres; null if that has no data, or where the sampled part cannot be decoded: a file
   * that is damaged in one place serves elsewhere.
   * @param fingerprint of the DTM
   */
  async verticalNoiseM(fingerprint: string): Promise<number | null> {
    const dtm = this.#find(fingerprint);
    try {
      return dtm === undefined ? null : await verticalNoiseM(dtm.raster.dtm);
    } catch (error) {
      if (error instanceof UserError) return null;
      throw error;
    }
  }

  #find(fingerprint: string): SampledDtm | undefined {
    return this.#dtms.find(({ raster }) => raster.dtm.metadata.fingerprint === fingerprint);
  }

  /** The CRS of the finest DTM. */
  get crs(): Crs {
    const [finest] = this.#dtms;
    if (finest === undefined) throw new Error('A terrain needs at least one DTM.');
    return finest.raster.dtm.metadata.crs;
  }

  /** Width or height of the box, metres, whichever is smaller. */
  get shorterSideM(): number {
    return Math.min(...this.#sidesM);
  }

  /** Area of the box, square metres. */
  get areaM2(): number {
    const [widthM, heightM] = this.#sidesM;
    return widthM * heightM;
  }

  get #sidesM(): readonly [widthM: number, heightM: number] {
    const { westDeg, southDeg, eastDeg, northDeg } = this.box;
    return [
      (eastDeg - westDeg) * metresPerDegreeLon((southDeg + northDeg) / 2),
      (northDeg - southDeg) * metresPerDegreeLat((southDeg + northDeg) / 2),
    ];
  }

  /**
   * Side of the finest DTM's pixel, metres: the mean of width and height, so that 1 arc-second at 47 N supports a spacing of
   * 30 m.
   */
  get pixelM(): number {
    return Math.min(
      ...this.#dtms.map(({ pixelWidthM, pixelHeightM }) => Math.sqrt(pixelWidthM * pixelHeightM)),
    );
  }

  /** Radii that the terrain supports, metres: from 8 pixels to a tenth of the shorter side of its box. */
  get radiusRangeM(): { minM: number; maxM: number } {
    const minM = 8 * this.pixelM;
    return { minM, maxM: Math.max(minM, this.shorterSideM / 10) };
  }

  /**
   * The patches of locations: 17 x 17 elevations at radius / 8, a square in metres, north up (paper, section 2.3).
   * @param locations [n, 2] lon, lat in degrees
   * @param into receives the values, [n, 289]; default: a new array
   * @returns values [n, 289] metres, and valid [n]: 0 where the patch touches no-data or leaves the terrain (its values
   * are NaN then)
   * @throws UserError `truncated-file` when a DTM cannot be decoded
   */
  async samplePatches(locations: Float64Array, radiusM: number, into?: Float32Array): Promise<Samples> {
    return sampleLocations(this.#dtms, locations, { size: PATCH_SIZE, spacingM: spacingM(radiusM) }, into);
  }

  /**
   * The elevations of patches at `factor` times their resolution: samples at radius / (8 factor) whose cells cover exactly
   * the square from -radius to radius (paper, section 2.4). DTMs too coarse for it are not read.
   * @param locations [n, 2] lon, lat in degrees
   * @returns values [n, (16 factor)²] metres, and valid [n], as for patches
   * @throws UserError `bad-input` when no DTM has that much detail
   */
  async sampleTargets(locations: Float64Array, radiusM: number, factor: number): Promise<Samples> {
    const targetM = spacingM(radiusM) / factor;
    const detailed = this.#dtms.filter((dtm) => targetM >= FINEST_TARGET_PIXELS * dtm.pixelM);
    if (detailed.length === 0) {
      const pixelM = this.#dtms[0]?.pixelM ?? NaN;
      const smallest = Math.ceil(this.smallestTargetRadiusM(factor));
      throw new UserError(
        'bad-input',
        `A radius of ${radiusM} m at factor ${factor} needs detail of ${targetM.toFixed(1)} m, but the finest DTM has ` +
          `pixels of ${pixelM.toFixed(1)} m. Choose a radius of at least ${smallest} m.`,
      );
    }
    return sampleLocations(detailed, locations, { size: (PATCH_SIZE - 1) * factor, spacingM: targetM });
  }

  /** The smallest radius, metres, for which some DTM has the detail of targets. */
  smallestTargetRadiusM(factor: number): number {
    return FINEST_TARGET_PIXELS * (this.#dtms[0]?.pixelM ?? NaN) * 8 * factor;
  }

  /**
   * Patches with terrain around them: squares of `size` x `size` elevations at the spacing of patches of a radius, so that
   * the patch lies at the centre of an odd size, and rotated patches within it if it is large enough.
   * @param locations [n, 2] lon, lat in degrees
   * @returns values [n, size²] metres, and valid [n], as for patches
   */
  async sampleWindows(locations: Float64Array, radiusM: number, size: number): Promise<Samples> {
    return sampleLocations(this.#dtms, locations, { size, spacingM: spacingM(radiusM) });
  }

  /**
   * Elevations in metres in the finest DTM; NaN where there is none.
   * @param locations [n, 2] lon, lat in degrees
   * @param pixelM edge of the square that each one represents, metres: read as a sample of that spacing; 0: a point
   * @returns [n]
   */
  async elevationsAt(locations: Float64Array, pixelM = 0): Promise<Float32Array> {
    const { values } = await sampleLocations(this.#dtms, locations, { size: 1, spacingM: pixelM });
    return values;
  }

  /**
   * Elevations in metres at the cells of a lattice, each read as a sample of the lattice's step.
   * @returns [rows * columns], NaN where there is none
   * @throws UserError `cancelled` when the signal fires, `truncated-file` when a DTM cannot be decoded
   */
  async elevationsOn(lattice: LatticeValue, signal?: AbortSignal): Promise<Float32Array> {
    return sampleLattice(this.#dtms, lattice, signal);
  }

  /** Elevation in metres of one location; NaN where there is none. */
  async elevationAt(lonDeg: number, latDeg: number): Promise<number> {
    const [elevationM = NaN] = await this.elevationsAt(Float64Array.of(lonDeg, latDeg));
    return elevationM;
  }

  /** Elevation in metres of one location, and the path of the DTM that it is read from; null where there is none. */
  async readingAt(lonDeg: number, latDeg: number): Promise<{ elevationM: number; path: string } | null> {
    const elevationM = await this.elevationAt(lonDeg, latDeg);
    for (const dtm of this.#dtms) {
      const { values } = await sampleLocations([dtm], Float64Array.of(lonDeg, latDeg), {
        size: 1,
        spacingM: 0,
      });
      if (values[0] === elevationM) return { elevationM, path: dtm.raster.dtm.metadata.path };
    }
    return null;
  }

  /**
   * The intersection of a box with the box around the terrain.
   * @throws UserError `outside-terrain` where there is none
   */
  within(box: LonLatBox): LonLatBox {
    const part = overlap(box, this.box);
    if (part === null)
      throw new UserError('outside-terrain', 'The box lies outside the terrain. Take one that overlaps it.');
    return part;
  }

  /**
   * Random locations whose patches exist, uniform in area; the same for equal seeds.
   * @param where part of the terrain to draw in; default all of it
   * @param fair a further condition on locations
   * @param leastReliefM minimum relief of its patch, metres
   * @returns [n, 2] lon, lat in degrees
   * @throws UserError `outside-terrain` when hardly any location has a whole patch
   */
  async randomLocations(
    count: number,
    radiusM: number,
    seed: number,
    where: Region = this.box,
    fair: (lonDeg: number, latDeg: number) => boolean = () => true,
    leastReliefM: (lonDeg: number, latDeg: number) => number = () => 0,
  ): Promise<Float64Array> {
    return randomLocations(count, seed, this.within(where), async (locations) => {
      const good = new Uint8Array(locations.length / 2);
      const isFair = (index: number): boolean => {
        const [lonDeg = NaN, latDeg = NaN] = locations.subarray(2 * index, 2 * index + 2);
        return (where.outline === undefined || regionContains(where, lonDeg, latDeg)) && fair(lonDeg, latDeg);
      };
      const indices = [...good.keys()].filter(isFair);
      const pairs = indices.flatMap((index) => [...locations.subarray(2 * index, 2 * index + 2)]);
      const reliefs = reliefM(await this.samplePatches(Float64Array.from(pairs), radiusM));
      for (const [i, index] of indices.entries()) {
        const leastM = leastReliefM(locations[2 * index] ?? NaN, locations[2 * index + 1] ?? NaN);
        good[index] = (reliefs[i] ?? NaN) >= leastM ? 1 : 0;
      }
      return good;
    });
  }

  /**
   * Elevations of a map tile, EPSG:3857 in the XYZ scheme; while the pyramid is still being built, wide tiles show the
   * DTM subsampled.
   * @param fingerprint of the DTM that is drawn; null: all, the finest on top
   * @returns [260, 260] metres, two pixels of gutter around the tile, NaN where there is no data; null if there is none at all
   * @throws UserError `truncated-file` when a DTM cannot be decoded
   */
  async tile(
    zoom: number,
    x: number,
    y: number,
    fingerprint: string | null = null,
  ): Promise<Float32Array | null> {
    const one = fingerprint === null ? undefined : this.#find(fingerprint);
    return drawTile(fingerprint === null ? this.#dtms : one === undefined ? [] : [one], zoom, x, y);
  }

  /**
   * How much higher one of the DTMs is than another in a map tile.
   * @param later,earlier fingerprints of the DTMs; the difference is later - earlier
   * @returns [256, 256] metres, NaN where either has no data; null if there is none at all, or where the terrain lacks a DTM
   * @throws UserError `truncated-file` when a DTM cannot be decoded
   */
  async differenceTile(
    later: string,
    earlier: string,
    zoom: number,
    x: number,
    y: number,
  ): Promise<Float32Array | null> {
    const [above, below] = [this.#find(later), this.#find(earlier)];
    if (above === undefined || below === undefined) return null;
    return differenceTile(above, below, zoom, x, y);
  }

  /**
   * Builds the pyramids that are missing.
   * @throws UserError `cancelled` when the signal fires, `disk` when the cache cannot be written, `truncated-file` when a
   * DTM cannot be decoded
   */
  async *buildPyramids(signal?: AbortSignal): AsyncGenerator<PyramidProgress> {
    yield* buildPyramids(this.#dtms, this.#cacheDir, signal);
  }

  /** Closes the files. */
  async close(): Promise<void> {
    await Promise.all(this.#dtms.map((dtm) => dtm.raster.close()));
  }
}

/**
 * Opens the DTMs of a terrain.
 * @param keptBytes bytes of decoded blocks to keep; default: PyramidBlockCache's
 * @throws UserError naming the file that cannot be opened, and why
 */
export async function openTerrain(sources: TerrainSources, keptBytes?: number): Promise<Terrain> {
  const opened: Dtm[] = [];
  const unpacked = new UnpackedTiles();
  try {
    for (const { path, crs, band, known } of sources.dtms) {
      const options = {
        unpacked,
        ...(crs === undefined ? {} : { crs }),
        ...(band === undefined ? {} : { band }),
        ...(known === undefined ? {} : { known }),
      };
      opened.push(await openDtm(path, options));
    }
    return await Terrain.of(opened, sources.cacheDir, keptBytes);
  } catch (error) {
    await Promise.all(opened.map((dtm) => dtm.close()));
    throw error;
  }
}
