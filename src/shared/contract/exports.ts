import { z } from 'zod';
import { call, nothing, uint8Array } from '../rpc/contract';
import { profileLine } from './terrain';

/** Places that can be exported. */
const pointSource = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('run'),
    /** Null: the newest. */
    runId: z.number().int().nullable(),
    /** Default: all radii of the run. */
    radiiM: z.array(z.number().positive()).min(1).optional(),
  }),
  z.object({ kind: z.literal('retrieval'), retrievalId: z.number().int() }),
  z.object({ kind: z.literal('labels') }),
  profileLine.extend({ kind: z.literal('profile') }),
]);
export type PointSource = z.infer<typeof pointSource>;

/** CRS of written coordinates: longitude and latitude on WGS 84, or the finest DTM's CRS. */
export const exportCrs = z.enum(['wgs84', 'dtm']);
export type ExportCrs = z.infer<typeof exportCrs>;

/** CRS of written grids: the UTM zone that they were made in, or the finest DTM's CRS. */
export const gridCrs = z.enum(['utm', 'dtm']);
export type GridCrs = z.infer<typeof gridCrs>;

/** A probability map of a run. */
const mapSource = z.object({
  runId: z.number().int(),
  classId: z.string(),
  radiusM: z.number().positive(),
});
export type MapSource = z.infer<typeof mapSource>;

/** Each file carries its provenance and the attribution that its data requires. Embeddings are exported by a task. */
export const exports = {
  /**
   * Writes detections of a run, hits of a retrieval, all labels, or the places of a profile; the extension of the path determines
   * the format (`placeFormats`). Coordinates are longitude and latitude unless another CRS is asked for. Returns the number of places.
   */
  points: call(
    z.object({ source: pointSource, path: z.string(), crs: exportCrs.optional() }),
    z.number().int(),
  ),
  /** Writes a probability map as Cloud Optimized GeoTIFF; returns the number of cells with a probability. */
  probability: call(
    z.object({ source: mapSource, path: z.string(), crs: gridCrs.optional() }),
    z.number().int(),
  ),
  /** Writes a picture of the map, a PNG that the window drew; `shown` describes its contents. */
  picture: call(
    z.object({
      png: uint8Array,
      shown: z.record(z.string(), z.union([z.string(), z.number()])),
      path: z.string(),
    }),
    nothing,
  ),
  /**
   * Writes a page with a map: a PDF that the shell printed, or an SVG, of which a PNG with 300 dots per inch is made; `shown`
   * describes its contents.
   */
  page: call(
    z.object({
      page: z.union([z.object({ pdf: uint8Array }), z.object({ svg: z.string() })]),
      shown: z.record(z.string(), z.union([z.string(), z.number()])),
      path: z.string(),
    }),
    nothing,
  ),
};
