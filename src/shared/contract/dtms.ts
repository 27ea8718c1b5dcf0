import { z } from 'zod';
import { lonLatBox } from '../geo/lonLat';
import { call, nothing } from '../rpc/contract';

export const dtmInfo = z.object({
  id: z.number().int(),
  path: z.string(),
  /** The name that the user gave it, else the file's name. */
  name: z.string(),
  format: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  dataType: z.string(),
  crsCode: z.string(),
  crsName: z.string(),
  /** Positional accuracy of the CRS, metres, as PROJ states for its datum shift; null where unknown. */
  crsAccuracyM: z.number().nullable(),
  /** Size of a pixel on the ground at the middle, metres east-west and north-south. */
  pixelWidthM: z.number(),
  pixelHeightM: z.number(),
  box: lonLatBox,
  /** Metres, and share of pixels without data (0..1); null until the pyramid has been built. */
  minM: z.number().nullable(),
  maxM: z.number().nullable(),
  noDataShare: z.number().nullable(),
  /** Vertical noise, metres, one standard deviation, estimated on the flattest terrain; null until it has been estimated. */
  noiseM: z.number().nullable(),
  /**
   * Whether the file is where the project remembers it or beside the project, with the same contents; `not-chosen` where it
   * lies in a folder that the user did not choose on this computer; it is not opened then.
   */
  state: z.enum(['ready', 'missing', 'changed', 'not-chosen']),
});
export type DtmInfo = z.infer<typeof dtmInfo>;

const foundCrs = z.object({
  /** Authority and code, such as `EPSG:2056`; `custom` for a definition without a code. */
  code: z.string(),
  name: z.string(),
  /** Unit of its coordinates; empty for rarely used units. */
  unit: z.enum(['m', 'ft', '°', '']),
  /** Positional accuracy in WGS 84, metres; null where unknown. */
  accuracyM: z.number().nullable(),
  /** Area of use; empty where unknown. */
  area: z.string(),
});
export type FoundCrs = z.infer<typeof foundCrs>;

const inspectedDtm = z.object({
  crs: foundCrs,
  box: lonLatBox,
  width: z.number().int(),
  height: z.number().int(),
  /** Size of a pixel on the ground at the middle, metres east-west and north-south. */
  pixelWidthM: z.number(),
  pixelHeightM: z.number(),
});
export type InspectedDtm = z.infer<typeof inspectedDtm>;

export const dtms = {
  list: call(nothing, z.array(dtmInfo)),
  /**
   * Where a file would lie as terrain, with the CRS or band (from 0) that the user states; nothing is imported.
   * @throws UserError the same as importing it
   */
  inspect: call(
    z.object({
      path: z.string(),
      crs: z.string().optional(),
      band: z.number().int().nonnegative().optional(),
    }),
    inspectedDtm,
  ),
  rename: call(z.object({ dtmId: z.number().int(), name: z.string().trim().min(1).max(60) }), nothing),
  remove: call(z.object({ dtmId: z.number().int() }), nothing),
  /** Sets the new path of a DTM that moved; its fingerprint is checked. */
  locate: call(z.object({ dtmId: z.number().int(), path: z.string() }), nothing),
  /** Accepts the current contents of a changed file; what was made from the old ones is set aside. */
  renew: call(z.object({ dtmId: z.number().int() }), nothing),
};

export const crsNamespace = {
  /**
   * The coordinate system that a text states: an EPSG or ESRI code, well-known text, PROJ text.
   * @throws UserError `crs-unknown` saying why it is not understood and what to give instead
   */
  find: call(z.object({ text: z.string() }), foundCrs),
  /** Coordinate systems whose code or name contains all of the words, best first; at most 50 by default. */
  search: call(
    z.object({ words: z.string(), most: z.number().int().min(1).max(500).optional() }),
    z.array(foundCrs),
  ),
};
