import { z } from 'zod';
import { region } from '../geo/region';
import {
  call,
  float32Array,
  float64Array,
  nothing,
  uint16Array,
  uint32Array,
  uint8Array,
} from '../rpc/contract';

/** Range of the number of k-means clusters: more could not be distinguished by colour. */
export const clusterRange = { least: 2, most: 20 } as const;

/** Number of clusters of an exploration's embeddings. */
export const clusterCount = z.number().int().min(clusterRange.least).max(clusterRange.most);

/** The space of the embeddings of an area at one radius. */
export const exploration = z.object({
  id: z.number().int(),
  encoderId: z.number().int(),
  encoder: z.string(),
  radiusM: z.number(),
  stepM: z.number(),
  /** Null: the whole terrain. */
  box: region.nullable(),
  placeCount: z.number().int(),
  /** Shares of the variance explained by the first three principal components, 0..1. */
  shares: z.array(z.number()),
  /** Places in each cluster, the largest first. */
  clusterSizes: z.array(z.number().int()),
  /** Whether there is a layout by UMAP; it is computed last. */
  hasLayout: z.boolean(),
  createdMs: z.number(),
});
export type Exploration = z.infer<typeof exploration>;

/** The places of an exploration as columns. */
const explorationPlaces = z.object({
  /** Columns of the lattice that `cells` index. */
  columns: z.number().int(),
  /** [n] row-major index of the place's cell, ascending */
  cells: uint32Array,
  lonDeg: float64Array,
  latDeg: float64Array,
  /** [n, 3] along the first principal components */
  components: float32Array,
  /** [n, 2] by UMAP; null where there is none yet */
  layout: float32Array.nullable(),
  /** [n] cluster of each place, 0 the largest */
  clusters: uint8Array,
});
export type ExplorationPlaces = z.infer<typeof explorationPlaces>;

/** Labels at places of an exploration. */
const labelledPlaces = z.object({
  /** [m] index of the place */
  places: uint32Array,
  /** [m] index in `classIds` */
  classIndex: uint16Array,
  /** [m] 1 positive, 0 negative */
  positive: uint8Array,
  classIds: z.array(z.string()),
});
export type LabelledPlaces = z.infer<typeof labelledPlaces>;

const which = z.object({ explorationId: z.number().int() });

export const explorations = {
  /** Newest first. */
  list: call(nothing, z.array(exploration)),
  remove: call(which, nothing),
  places: call(which, explorationPlaces),
  /** Where the project's labels are among the places; labels off them are left out. */
  labels: call(which, labelledPlaces),
  /** Predictions of a head of the same encoder for the places: [n] probabilities. */
  probabilities: call(which.extend({ headId: z.number().int() }), float32Array),
  /** Indices of the places on one map tile, EPSG:3857 XYZ, 256 x 256, NaN where there is none; null for an empty tile. */
  tile: call(
    which.extend({ z: z.number().int().min(0).max(22), x: z.number().int(), y: z.number().int() }),
    float32Array.nullable(),
  ),
};
