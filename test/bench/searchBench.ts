import { copyFile, open, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { computeContract } from '../../src/shared/contract/compute';
import { UserError } from '../../src/shared/errors';
import { connect } from '../../src/shared/rpc/client';
import { nodeChannel } from '../../src/shared/rpc/ports';
import { serve } from '../../src/shared/rpc/server';
import { computeHandlers } from '../../src/main/compute/handlers';
import { buildPyramidsWork } from '../../src/main/engine/dtms/buildPyramids';
import { importDtmsWork } from '../../src/main/engine/dtms/importDtms';
import { addEncoderFolder, encoderWeights } from '../../src/main/engine/encoders/encoders';
import { ensureLayer } from '../../src/main/engine/layers/layers';
import { OpenProject } from '../../src/main/engine/project/openProject';
import { lookAlikes } from '../../src/main/engine/retrieval/lookAlikes';
import { Nearest, squaredDistances } from '../../src/main/layers/search/nearest';
import { WarmLayers } from '../../src/main/engine/storedLayers/warmLayers';
import type { EmbeddingLayer } from '../../src/main/layers/layer';
import { chunksOf, locationsOfChunk } from '../../src/main/terrain/geo/lattice';
import { root, type Ground } from './ground';
import { pythonRival } from './pythonRival';
import { interleaved, seconds, type Row } from './row';

const RADIUS_M = 240;
const CELLS = 1_000_000;
const K = 1000;
const QUERIES = 6;
const SIZE = 289;

const { signal } = new AbortController();
const silent = (): void => undefined;

/** The nearest of a million polar embeddings, from a project's file, beside searches of the floats in memory. */
export async function* searchRows({ dtmPath, folder }: Ground): AsyncGenerator<Row> {
  const channel = new MessageChannel();
  serve(computeContract, computeHandlers(), nodeChannel(channel.port1), console.error);
  const stopped = (): UserError => new UserError('compute-stopped', 'Compute stopped.');
  const compute = connect(computeContract, nodeChannel(channel.port2), stopped);
  const project = await OpenProject.create(join(folder, 'search.topo2vec'), () => compute);
  try {
    // Beside the project, a DTM is opened without having been chosen.
    const ownDtm = join(folder, basename(dtmPath));
    await copyFile(dtmPath, ownDtm);
    await importDtmsWork(project, { kind: 'import-dtms', paths: [ownDtm] })(silent, signal);
    await buildPyramidsWork(project)(silent, signal);
    const encoderId = await addEncoderFolder(project, join(root, 'resources', 'encoders', 'polar'));
    const areaM2 = await project.useTerrain((terrain) => Promise.resolve(terrain.areaM2));
    const stepM = Math.floor(10 * Math.sqrt((0.97 * areaM2) / CELLS)) / 10;
    const layer = await ensureLayer(
      project,
      { encoderId, radiusM: RADIUS_M, stepM, box: undefined },
      silent,
      signal,
    );
    const vectorsPath = join(folder, 'vectors.f32');
    const queriesPath = join(folder, 'queries.f32');
    const queries = await drawQueries(project, encoderId);
    await writeFile(queriesPath, Buffer.concat(queries.map((query) => new Uint8Array(query.buffer))));
    const { count, nearest } = await writeVectors(project, encoderId, layer, vectorsPath, queries);
    const distancesOf = async (query: Float32Array): Promise<number[]> => {
      const distances = [];
      const isOut = (): boolean => false;
      const asked = { encoderId, layers: [layer], queries: [query], expected: K, isOut };
      for await (const { distance } of lookAlikes(project, asked, silent, signal)) {
        distances.push(distance);
        if (distances.length === K) break;
      }
      return distances;
    };
    for (const [index, query] of queries.entries()) {
      const found = await distancesOf(query);
      const differs = found.findIndex(
        (distance, rank) => Math.fround(distance ** 2) !== nearest[index]?.[rank],
      );
      if (found.length !== K || differs >= 0)
        throw new Error(`Query ${index}: rank ${differs} differs from a scan: ${found[differs]}.`);
    }
    const everyMs = seconds(async () => {
      for (const query of queries) await distancesOf(query);
    });
    const coldMs = seconds(async () => {
      for (const query of queries) {
        project.caches.of(WarmLayers).clear();
        await distancesOf(query);
      }
    });
    const ours = (time: () => Promise<number>) => async (): Promise<number> =>
      (1000 * (await time())) / queries.length;
    const what = `the ${K} nearest of ${count.toLocaleString('en')} x ${SIZE} (polar), exact, from the project's file`;
    const limit = '24 MB read, 16 products a vector; about 2,500 patches embedded again';
    for (const name of ['usearch', 'faiss']) {
      const rival = await pythonRival('exact_search.py', [
        name,
        vectorsPath,
        String(SIZE),
        queriesPath,
        String(K),
      ]);
      try {
        yield { what, unit: 'ms', better: 'lower', ...(await interleaved(ours(everyMs), rival)), limit };
      } finally {
        rival.end();
      }
    }
    yield {
      what: `${what}, nothing read before`,
      unit: 'ms',
      better: 'lower',
      ...(await interleaved(ours(coldMs), null)),
      limit,
    };
  } finally {
    await project.close();
    channel.port1.close();
    channel.port2.close();
  }
}

/** Embeddings of single places, and means of three. */
async function drawQueries(project: OpenProject, encoderId: number): Promise<Float32Array[]> {
  const places = await project.useTerrain((terrain) => terrain.randomLocations(3 * QUERIES, RADIUS_M, 5));
  const embeddings = await embed(project, encoderId, places);
  return Array.from({ length: QUERIES }, (_, query) => {
    const of = query < QUERIES / 2 ? 1 : 3;
    return Float32Array.from({ length: SIZE }, (_, i) => {
      let sum = 0;
      for (let row = 3 * query; row < 3 * query + of; row++) sum += embeddings[row * SIZE + i] ?? NaN;
      return sum / of;
    });
  });
}

async function embed(
  project: OpenProject,
  encoderId: number,
  locations: Float64Array,
): Promise<Float32Array> {
  const { embeddings, valid } = await project.compute.encoders.embedLocations(
    {
      encoder: await encoderWeights(project.database, encoderId),
      terrain: await project.terrainSources(),
      locations,
      radiusM: RADIUS_M,
      copies: 1,
    },
    signal,
  );
  const rows = [...valid.keys()].filter((row) => valid[row] === 1);
  const kept = new Float32Array(rows.length * SIZE);
  for (const [index, row] of rows.entries())
    kept.set(embeddings.subarray(row * SIZE, (row + 1) * SIZE), index * SIZE);
  return kept;
}

/** Writes all vectors of a layer as Float32, and the squared distances of each query by a brute-force scan. */
async function writeVectors(
  project: OpenProject,
  encoderId: number,
  layer: EmbeddingLayer,
  path: string,
  queries: readonly Float32Array[],
): Promise<{ count: number; nearest: number[][] }> {
  const file = await open(path, 'w');
  const nearest = queries.map(() => new Nearest(K));
  let count = 0;
  for (const [column, row] of chunksOf(layer.lattice)) {
    const vectors = await embed(project, encoderId, locationsOfChunk(layer.lattice, column, row));
    await file.write(new Uint8Array(vectors.buffer, 0, vectors.byteLength));
    const distances = new Float32Array(vectors.length / SIZE);
    for (const [index, query] of queries.entries()) {
      squaredDistances(vectors, query, distances);
      for (const [at, squared] of distances.entries()) nearest[index]?.offer(count + at, squared);
    }
    count += distances.length;
  }
  await file.close();
  return { count, nearest: nearest.map((each) => each.sorted().map(({ squared }) => squared)) };
}
