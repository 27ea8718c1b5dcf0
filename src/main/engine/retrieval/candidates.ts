import { throwIfAborted } from '../../../shared/errors';
import { CHUNK_CELLS, locationsOfCells } from '../../terrain/geo/lattice';
import type { Project, TaskWork } from '../context';
import { decodeRows } from '../../layers/decodeRows';
import { CHUNK_SIZE, type Layer } from '../../layers/layer';
import { readChunks } from '../layers/readChunks';
import { Nearest, squaredDistances } from './nearest';

/** A lattice cell that may be a hit. */
export interface Candidate {
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly radiusM: number;
  /** Euclidean distance between the embeddings. */
  readonly distance: number;
}

/**
 * The cells of a layer whose embeddings are nearest to any of some queries, nearest first. The search is exact.
 * @param queries each [size]
 */
export async function nearestCells(
  project: Project,
  layer: Layer,
  queries: readonly Float32Array[],
  limit: number,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<Candidate[]> {
  const { lattice, radiusM } = layer;
  const nearest = new Nearest(limit);
  const distances = queries.map(() => new Float32Array(CHUNK_SIZE));
  const every = Array.from({ length: CHUNK_SIZE }, (_, cell) => cell);
  const cells = lattice.columns * lattice.rows;
  let scanned = 0;
  for await (const chunk of readChunks(project.database, layer)) {
    throwIfAborted(signal);
    const embeddings = decodeRows(layer.rotation, chunk, every);
    for (const [copy, query] of queries.entries()) {
      squaredDistances(embeddings, query, distances[copy] ?? new Float32Array());
    }
    for (let cell = 0; cell < CHUNK_SIZE; cell++) {
      const squared = Math.min(...distances.map((each) => each[cell] ?? Infinity));
      if (!(squared < nearest.bound)) continue;
      const column = chunk.chunkColumn * CHUNK_CELLS + (cell % CHUNK_CELLS);
      const row = chunk.chunkRow * CHUNK_CELLS + Math.floor(cell / CHUNK_CELLS);
      nearest.offer(row * lattice.columns + column, squared);
    }
    scanned = Math.min(cells, scanned + CHUNK_SIZE);
    report({ done: scanned, total: cells, unit: 'patches', message: `Comparing terrain at ${radiusM} m` });
  }
  const found = nearest.sorted();
  const locations = locationsOfCells(
    lattice,
    Uint32Array.from(found, ({ id }) => id % lattice.columns),
    Uint32Array.from(found, ({ id }) => Math.floor(id / lattice.columns)),
  );
  return found.map(({ squared }, index) => ({
    lonDeg: locations[2 * index] ?? 0,
    latDeg: locations[2 * index + 1] ?? 0,
    radiusM,
    distance: Math.sqrt(squared),
  }));
}
