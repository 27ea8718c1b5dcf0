import { z } from 'zod';
import { lonLat, lonLatBox } from '../geo/lonLat';
import { call, float32Array, float64Array, nothing, uint32Array, uint8Array } from '../rpc/contract';

/** Line of a profile: `count` places at equal distances along geodesics, both ends included. */
export const profileLine = z.object({
  line: z.array(lonLat).min(2).max(1000),
  count: z.number().int().min(2).max(5000),
});
export type ProfileLine = z.infer<typeof profileLine>;

const profile = z.object({
  /** [n] metres from the start, on the ellipsoid. */
  distanceM: float64Array,
  /** [n, 2] lon, lat in degrees */
  lonLat: float64Array,
  /** [n] metres, NaN where there is none. */
  elevationM: float32Array,
});
export type Profile = z.infer<typeof profile>;

/** A location's patches, one for each radius of the terrain, ascending. */
const acrossRadii = z.object({
  radiiM: z.array(z.number()),
  /** [radii, 289] metres, NaN where the patch does not exist */
  values: float32Array,
  /** [radii] codes of `landforms` (src/shared/terrain/landforms.ts), 0 where the patch does not exist */
  landforms: uint8Array,
});
export type AcrossRadii = z.infer<typeof acrossRadii>;

/** The elevation of a place, metres, and the name of the DTM that it is read from; both null where there is none. */
const reading = lonLat.extend({ elevationM: z.number().nullable(), dtm: z.string().nullable() });
export type Reading = z.infer<typeof reading>;

/** Which DTM is drawn; null: all, the finest on top. */
const drawn = { dtmId: z.number().int().nullable().default(null) };

/** Two DTMs of the project; their difference is later - earlier. */
const dtmPair = z.object({ laterDtmId: z.number().int(), earlierDtmId: z.number().int() });
export type DtmPair = z.infer<typeof dtmPair>;

/** How two DTMs differ where both have data; metres. */
const differenceFacts = z.object({
  /** How many places were compared. */
  places: z.number().int(),
  medianM: z.number(),
  /** Normalised median absolute deviation: the standard deviation of differences without outliers. */
  nmadM: z.number(),
  /** 98 % of the differences are no larger, whatever their sign. */
  spannedM: z.number(),
});
export type DifferenceFacts = z.infer<typeof differenceFacts>;

/** A map tile, EPSG:3857 XYZ. */
export const tile = z.object({
  z: z.number().int().min(0).max(22),
  x: z.number().int(),
  y: z.number().int(),
});

/** A line of equal easting or northing of a grid, its value in the grid's units, and places along it. */
const gridLine = z.object({
  along: z.enum(['easting', 'northing']),
  value: z.number(),
  /** [n, 2] lon, lat in degrees */
  lonLat: float64Array,
});
export type GridLine = z.infer<typeof gridLine>;

export const terrain = {
  /** The area that the DTMs cover and the radii they support; null while there are none. */
  describe: call(
    nothing,
    z
      .object({
        box: lonLatBox,
        /** Pixel size of the finest DTM on the ground, metres. */
        pixelM: z.number(),
        /** Finest and widest useful radius, metres. */
        minRadiusM: z.number(),
        maxRadiusM: z.number(),
        /** Radii, ascending by a factor of sqrt(2). */
        radiiM: z.array(z.number()),
        minM: z.number().nullable(),
        maxM: z.number().nullable(),
        /** The CRS of the finest DTM, in which coordinates are shown beside degrees. */
        crs: z.object({
          /** Authority code, or `custom`. */
          code: z.string(),
          name: z.string(),
          /** Unit of its coordinates, as written after numbers; `°` for a geographic CRS. */
          unit: z.enum(['m', 'ft', '°', '']),
          /** Whether exports can use it, so that every GIS reads them correctly. */
          writable: z.boolean(),
        }),
        /** Changes whenever tiles would look different, so that they are fetched again. */
        revision: z.number().int(),
      })
      .nullable(),
  ),
  /**
   * Values for shading and tinting one map tile, EPSG:3857 XYZ, 260 x 260 x 4 (with a gutter of two pixels): elevation in
   * metres, slope to the east and to the north in metres per metre, and 1 where all are known, 0.5 where only the elevation is,
   * 0 for no data; null for an empty tile.
   */
  relief: call(tile.extend(drawn), float32Array.nullable()),
  /**
   * Contour lines of one map tile at the multiples of an interval; null where there are none. Lines of neighbouring tiles
   * meet.
   */
  contours: call(
    tile.extend({ ...drawn, intervalM: z.number().positive() }),
    z
      .object({
        /** [points, 2] x to the east and y to the south, in widths of the tile from its north-west corner. */
        points: float32Array,
        /** [lines] where the points of each line end. */
        ends: uint32Array,
        /** [lines] */
        levelsM: float32Array,
      })
      .nullable(),
  ),
  /**
   * How much higher one DTM is than another in one map tile, 256 x 256 metres, NaN where either has no data; null for an empty tile,
   * or where a DTM cannot be used.
   */
  difference: call(tile.extend(dtmPair.shape), float32Array.nullable()),
  /** How two DTMs differ, from some 100,000 places; null where they have none in common, or a DTM cannot be used. */
  differenceFacts: call(dtmPair, differenceFacts.nullable()),
  /**
   * The lowest and highest elevation in a box, metres, after cutting a share of the values at either end; null where there is no
   * data.
   */
  range: call(
    z.object({ box: lonLatBox, cutShare: z.number().min(0).max(0.5) }),
    z.object({ minM: z.number(), maxM: z.number() }).nullable(),
  ),
  /**
   * Landforms of one map tile at a radius, EPSG:3857 XYZ, 64 x 64 codes (src/shared/terrain/landforms.ts), 0 where there is none; null
   * for an empty tile, or where the tile is so wide that its cells' patches leave gaps.
   */
  landforms: call(tile.extend({ radiusM: z.number().positive() }), uint8Array.nullable()),
  /** Elevation in metres, and coordinates in the CRS of the finest DTM; null where there is none. */
  at: call(
    lonLat,
    z.object({
      elevationM: z.number().nullable(),
      inCrs: z.object({ x: z.number(), y: z.number() }).nullable(),
    }),
  ),
  /** Elevations of places in metres, each with the name of the DTM it is read from; null where there is none. */
  readings: call(z.object({ places: z.array(lonLat).max(1000) }), z.array(reading)),
  /**
   * The lines that cross a box in the grid of the finest DTM's CRS where that is in metres, else in that of the box's UTM zone; none
   * where they would be more than 400. Null without terrain.
   */
  gridLines: call(
    z.object({ box: lonLatBox, stepM: z.number().positive() }),
    z.object({ crsName: z.string(), lines: z.array(gridLine) }).nullable(),
  ),
  /** Converts coordinates in the CRS of the finest DTM to longitude and latitude; null outside the CRS, or without terrain. */
  fromCrs: call(z.object({ x: z.number(), y: z.number() }), lonLat.nullable()),
  /** Elevations along a line, bilinear. */
  profile: call(profileLine, profile),
  /** A location's patches and landforms at every radius; null while there is no terrain. */
  acrossRadii: call(lonLat, acrossRadii.nullable()),
  /** Patches in metres for thumbnails: [n, 289]; `valid` flags are 0 where a patch does not exist. */
  patches: call(
    z.object({ locations: z.array(lonLat).max(1000), radiusM: z.number().positive() }),
    z.object({ values: float32Array, valid: z.array(z.boolean()) }),
  ),
};
