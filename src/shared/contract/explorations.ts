import { z } from 'zod';
import { lonLatBox } from '../geo/lonLat';
import {
  call,
  float32Array,
  float64Array,
  nothing,
  uint16Array,
  uint32Array,
  uint8Array,
} from '../rpc/contract';

/** Clusters that k-means may make: more have no colours that can be told apart. */
export const clusterRange = { least: 2, most: 20 } as const;

/** Clusters to make of an exploration's embeddings. */
export const clusterCount = z.number().int().min(clusterRange.least).max(clusterRange.most);

/** The space of the embeddings of some ground at one radius. */
export const exploration = z.object({
  id: z.number().int(),
  encoderId: z.number().int(),
  encoder: z.string(),
  radiusM: z.number(),
  stepM: z.number(),
  /** Null: the whole terrain. */
  box: lonLatBox.nullable(),
  placeCount: z.number().int(),
  /** Shares of the variance that the first three principal components have, 0..1. */
  shares: z.array(z.number()),
  /** Places in each cluster, the largest first. */
  clusterSizes: z.array(z.number().int()),
  /** Whether there is a layout by UMAP; it comes last. */
  hasLayout: z.boolean(),
  createdMs: z.number(),
});
export type Exploration = z.infer<typeof exploration>;

/** The places of an exploration as columns. */
const explorationPlaces = z.object({
  /** Cells of a row of the lattice that `cells` count in. */
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

/** Labels that stand on places of an exploration. */
const labelledPlaces = z.object({
  /** [m] index of the place */
  places: uint32Array,
  /** [m] counts in `classIds` */
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
  /** What a head of the same encoder says of each place: [n] probabilities. */
  probabilities: call(which.extend({ headId: z.number().int() }), float32Array),
  /** Indices of the places on one map tile, EPSG:3857 XYZ, 256 x 256, NaN where there is none; null where nothing is. */
  tile: call(
    which.extend({ z: z.number().int().min(0).max(22), x: z.number().int(), y: z.number().int() }),
    float32Array.nullable(),
  ),
};
