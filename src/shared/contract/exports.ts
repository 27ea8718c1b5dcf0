import { z } from 'zod';
import { COARSE_M } from '../geo/coarsePlace';
import { region } from '../geo/region';
import { call, nothing, uint8Array } from '../rpc/contract';
import { classMapSource } from './classMaps';
import { profileLine } from './terrain';

/** Size of the cells that places are coarsened to, metres. */
export const coarseM = z.number().min(COARSE_M.least).max(COARSE_M.most);

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
  z.object({
    kind: z.literal('labels'),
    /** Labels are written at the centres of cells of this size, without names, notes and references; default: where they are. */
    gridM: coarseM.optional(),
  }),
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

/** Each file carries its provenance and the attribution that its data requires. Embeddings and detections of a grid are exported by tasks. */
export const exports = {
  /**
   * Writes detections of a run, hits of a retrieval, all labels, or the places of a profile; the
   * extension of the path determines the format (`placeFormats`). Coordinates are longitude and latitude unless another CRS is asked
   * for. Of a region, only places in it, and areas that any of them were sampled in. Returns the number of places.
   */
  points: call(
    z.object({
      source: pointSource,
      path: z.string(),
      crs: exportCrs.optional(),
      region: region.optional(),
    }),
    z.number().int(),
  ),
  /** Writes a probability map as Cloud Optimized GeoTIFF; returns the number of cells with a probability. */
  probability: call(
    z.object({ source: mapSource, path: z.string(), crs: gridCrs.optional() }),
    z.number().int(),
  ),
  /**
   * Writes a class map as Cloud Optimized GeoTIFF of codes with a palette, an attribute table beside it, and the probability of each
   * place's class in a second GeoTIFF. Classes that are less likely than `threshold`, by default the run's, become none.
   */
  classMap: call(
    z.object({
      source: classMapSource.extend({ threshold: z.number().min(0).max(1).optional() }),
      path: z.string(),
      crs: gridCrs.optional(),
    }),
    z.object({
      /** Cells with a patch. */
      cells: z.number().int(),
      /** What was written beside `path`. */
      beside: z.array(z.string()),
    }),
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
