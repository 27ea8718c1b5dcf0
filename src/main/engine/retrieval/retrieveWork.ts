import type { Copies } from '../../../shared/contract/compute';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { boxContains } from '../../../shared/geo';
import type { TaskSpec } from '../../../shared/task';
import { CHUNK_CELLS, locationsOfCells } from '../../terrain/geo/lattice';
import { anyNearer } from '../../terrain/geo/distance';
import type { Project, TaskWork } from '../context';
import { encoderWeights, findEncoder, refuseInvariant } from '../encoders/encoders';
import { CHUNK_SIZE, ensureLayer, readChunks, type Layer } from '../layers/layers';
import { Nearest, squaredDistances } from './nearest';
import { addRetrieval } from './retrievals';

type RetrieveSpec = Extract<TaskSpec, { kind: 'retrieve' }>;

/** Candidates kept for each hit wanted: neighbours of a hit look like it, and only the best of them is a hit. */
const CANDIDATES_PER_HIT = 64;

/**
 * Finds the look-alikes of some locations: the k lattice cells whose embeddings are nearest (Euclidean) to the mean
 * embedding of the locations (paper, section 3.5). Unless orientation matters, the nearest of the eight means counts
 * that the locations have in their rotations and mirrorings. A hit keeps one radius from every better hit and from the locations
 * themselves, so that look-alikes are other places. The search is exact.
 */
export function retrieveWork(project: Project, spec: RetrieveSpec): TaskWork {
  return async (report, signal) => {
    const encoder = await findEncoder(project.database, spec.encoderId);
    if (spec.orientationMatters) refuseInvariant(encoder.card);
    const copies = spec.orientationMatters || encoder.card.invariant ? 1 : 8;
    const queries = await meanEmbeddings(project, encoder.id, spec, copies, signal);
    const stepM = spec.stepM ?? spec.radiusM / 2;
    const layer = await ensureLayer(
      project,
      { encoderId: encoder.id, radiusM: spec.radiusM, stepM, box: spec.box },
      report,
      signal,
    );
    const nearest = new Nearest((spec.k + spec.locations.length) * CANDIDATES_PER_HIT);
    const distances = queries.map(() => new Float32Array(CHUNK_SIZE));
    let scanned = 0;
    const cells = layer.lattice.columns * layer.lattice.rows;
    for await (const chunk of readChunks(project.database, layer)) {
      throwIfAborted(signal);
      for (const [copy, query] of queries.entries()) {
        squaredDistances(chunk.embeddings, query, distances[copy] ?? new Float32Array());
      }
      for (let cell = 0; cell < CHUNK_SIZE; cell++) {
        const squared = Math.min(...distances.map((each) => each[cell] ?? Infinity));
        if (chunk.valid[cell] !== 1 || squared >= nearest.bound) continue;
        const column = chunk.chunkColumn * CHUNK_CELLS + (cell % CHUNK_CELLS);
        const row = chunk.chunkRow * CHUNK_CELLS + Math.floor(cell / CHUNK_CELLS);
        nearest.offer(row * layer.lattice.columns + column, squared);
      }
      scanned = Math.min(cells, scanned + CHUNK_SIZE);
      report({ done: scanned, total: cells, unit: 'patches', message: 'Comparing terrain' });
    }
    const hits = distinctPlaces(spec, layer, nearest);
    const retrievalId = await addRetrieval(project, {
      queries: spec.locations,
      encoderId: encoder.id,
      encoder: encoder.card.name,
      radiusM: spec.radiusM,
      stepM,
      hits,
    });
    return { kind: 'retrieval', retrievalId };
  };
}

/** The locations' mean embedding, for each copy of their patches. */
async function meanEmbeddings(
  project: Project,
  encoderId: number,
  spec: RetrieveSpec,
  copies: Copies,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const { embeddings, valid } = await project.compute.encoders.embedLocations(
    {
      encoder: await encoderWeights(project.database, encoderId),
      terrain: await project.terrainSources(),
      locations: Float64Array.from(spec.locations.flatMap(({ lonDeg, latDeg }) => [lonDeg, latDeg])),
      radiusM: spec.radiusM,
      copies,
    },
    signal,
  );
  const whole = valid.reduce((sum, flag) => sum + flag, 0);
  if (whole < spec.locations.length) {
    throw new UserError(
      'outside-terrain',
      `${spec.locations.length - whole} of ${spec.locations.length} chosen locations have no whole patch of ` +
        `${spec.radiusM} m: they touch the edge of the terrain or no-data. Choose others, or a smaller radius.`,
    );
  }
  const width = embeddings.length / whole;
  const means = new Float32Array(width);
  for (let at = 0; at < embeddings.length; at++) {
    means[at % width] = (means[at % width] ?? 0) + (embeddings[at] ?? 0) / whole;
  }
  const size = width / copies;
  return Array.from({ length: copies }, (_, copy) => means.subarray(copy * size, (copy + 1) * size));
}

function distinctPlaces(
  spec: RetrieveSpec,
  layer: Layer,
  nearest: Nearest,
): { lonDeg: number; latDeg: number; rank: number; distance: number }[] {
  const candidates = nearest.sorted();
  const { columns } = layer.lattice;
  const locations = locationsOfCells(
    layer.lattice,
    Uint32Array.from(candidates, ({ id }) => id % columns),
    Uint32Array.from(candidates, ({ id }) => Math.floor(id / columns)),
  );
  const taken = spec.locations.map(({ lonDeg, latDeg }) => [lonDeg, latDeg] as const);
  const hits: { lonDeg: number; latDeg: number; rank: number; distance: number }[] = [];
  for (const [index, { squared }] of candidates.entries()) {
    if (hits.length === spec.k) break;
    const lonDeg = locations[2 * index] ?? 0;
    const latDeg = locations[2 * index + 1] ?? 0;
    if (spec.box !== undefined && !boxContains(spec.box, lonDeg, latDeg)) continue;
    if (anyNearer(taken, lonDeg, latDeg, spec.radiusM)) continue;
    taken.push([lonDeg, latDeg]);
    hits.push({ lonDeg, latDeg, rank: hits.length + 1, distance: Math.sqrt(squared) });
  }
  return hits;
}
