import { z } from 'zod';
import { lonLatBox } from '../geo/lonLat';
import { call, nothing } from '../rpc/contract';

export const dtmInfo = z.object({
  id: z.number().int(),
  path: z.string(),
  /** As its user calls it, else the file's name. */
  name: z.string(),
  format: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  dataType: z.string(),
  crsCode: z.string(),
  crsName: z.string(),
  /** How far the CRS may place it off, metres, as PROJ states of its datum shift; null where that is not known. */
  crsAccuracyM: z.number().nullable(),
  /** Ground size of a pixel at the middle, metres east-west and north-south. */
  pixelWidthM: z.number(),
  pixelHeightM: z.number(),
  box: lonLatBox,
  /** Metres, and share of pixels without data (0..1); null until the pyramid has been built. */
  minM: z.number().nullable(),
  maxM: z.number().nullable(),
  noDataShare: z.number().nullable(),
  /** Vertical noise, metres, one standard deviation, estimated on the flattest ground; null until that was done. */
  noiseM: z.number().nullable(),
  /**
   * Whether the file is where the project remembers it or beside the project, with the same contents; `not-chosen` where it
   * lies in a folder that nobody chose on this computer, and is not opened.
   */
  state: z.enum(['ready', 'missing', 'changed', 'not-chosen']),
});
export type DtmInfo = z.infer<typeof dtmInfo>;

const foundCrs = z.object({
  /** Authority and code, such as `EPSG:2056`; `custom` for a text without a code. */
  code: z.string(),
  name: z.string(),
  /** What its coordinates count; empty for units in hardly any use. */
  unit: z.enum(['m', 'ft', '°', '']),
  /** How far places may lie off in WGS 84, metres; null where that is not known. */
  accuracyM: z.number().nullable(),
  /** Where it is used; empty where that is not known. */
  area: z.string(),
});
export type FoundCrs = z.infer<typeof foundCrs>;

const inspectedDtm = z.object({
  crs: foundCrs,
  box: lonLatBox,
  width: z.number().int(),
  height: z.number().int(),
  /** Ground size of a pixel at the middle, metres east-west and north-south. */
  pixelWidthM: z.number(),
  pixelHeightM: z.number(),
});
export type InspectedDtm = z.infer<typeof inspectedDtm>;

export const dtms = {
  list: call(nothing, z.array(dtmInfo)),
  /**
   * Where a file would lie as terrain, with the CRS or band (from 0) that its user states; nothing is imported.
   * @throws UserError as an import of it does
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
  /** Tells where a DTM that moved is now; its fingerprint is checked. */
  locate: call(z.object({ dtmId: z.number().int(), path: z.string() }), nothing),
  /** Takes the contents that a changed file has now; what was made of the old ones is set aside. */
  renew: call(z.object({ dtmId: z.number().int() }), nothing),
};

export const crsNamespace = {
  /**
   * The coordinate system that a text states: an EPSG or ESRI code, well-known text, PROJ text.
   * @throws UserError `crs-unknown` saying why it is not understood and what to state
   */
  find: call(z.object({ text: z.string() }), foundCrs),
  /** Coordinate systems whose code or name holds all of some words, best first; at most 50 unless said otherwise. */
  search: call(
    z.object({ words: z.string(), most: z.number().int().min(1).max(500).optional() }),
    z.array(foundCrs),
  ),
};
