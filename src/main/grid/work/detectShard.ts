import { createHash } from 'node:crypto';
import type { EncoderWeights } from '../../../shared/contract/compute';
import type { LayerChunk } from '../../../shared/contract/layerForm';
import { throwIfAborted } from '../../../shared/errors';
import { askedOf } from '../../layers/maps/asked';
import { emptyMap, writeChunk } from '../../layers/maps/chunkMap';
import { competingGroups } from '../../layers/maps/compete';
import { decideChunks, severalAtOnce } from '../../layers/maps/decideChunks';
import { detectPlaces, type MapHead } from '../../layers/maps/detectPlaces';
import { flatGroundOf } from '../../layers/maps/flatCells';
import { detectionsParquet, type GridDetection } from '../catalog/detections';
import type { StoredDetections } from '../control/detected';
import type { GridDtm } from '../control/dtms';
import type { GridHead } from '../control/heads';
import type { ManifestShard } from '../control/manifest';
import type { GridRun } from '../control/runs';
import type { ObjectStore } from '../objects/objectStore';
import { detectionsPrefix, type ShardLayer } from '../shards/shard';
import { ShardReader } from '../shards/shardReader';
import type { DetectWindow } from './detectWindow';
import type { Embedding } from './embedShard';

/** What is detected, and from what. */
export interface Detecting {
  readonly run: GridRun;
  readonly layer: ShardLayer;
  readonly encoder: EncoderWeights;
  /** In the order of the run's. */
  readonly heads: readonly GridHead[];
  readonly window: DetectWindow;
  /** The shards that lie in the window or reach into it. */
  readonly shards: readonly ManifestShard[];
  /** Those that detections may depend on. */
  readonly dtms: readonly GridDtm[];
  readonly inputs: string;
}

/**
 * Detects the classes of a run in a shard, by the embeddings of its own and its neighbours' cells, and stores what it found as
 * GeoParquet that says where it came from. Places at the shard's border come out as they would without one.
 * @returns null where nothing was detected, and nothing was stored
 * @throws UserError `cancelled` when the signal fires, and what terrain, compute and store throw
 */
export async function detectShard(
  embedding: Embedding,
  detecting: Detecting,
  signal: AbortSignal,
): Promise<StoredDetections | null> {
  const { run, layer, encoder, heads, window, dtms, inputs } = detecting;
  const { compute, store, program } = embedding;
  const { lattice, address } = window;
  const maps = await decisionMaps(embedding, detecting, signal);
  const by = { compute, encoder, terrain: await embedding.terrain.sourcesOf(dtms) };
  const found: GridDetection[] = [];
  const numbers = [...heads.keys()];
  for (const group of competingGroups(numbers, (number) => run.heads[number]?.exclusive === true)) {
    throwIfAborted(signal);
    const own = group.flatMap((number) => heads[number] ?? []);
    const decisions = {
      lattice,
      rotation: layer.rotation,
      maps: group.flatMap((number) => maps[number] ?? []),
    };
    const ready = own.map((head) => mapHead(head, layer.radiusM));
    const places = await detectPlaces(by, ready, decisions, { radiusM: layer.radiusM }, signal);
    for (const [index, { classId }] of own.entries())
      for (const { score: probability, ...place } of places[index] ?? [])
        if (window.owns(place)) {
          const { lonDeg, latDeg } = place;
          found.push({ lonDeg, latDeg, probability, classId, radiusM: layer.radiusM });
        }
  }
  if (found.length === 0) return null;
  const { crsCode, column, row } = address;
  const bytes = detectionsParquet(found, {
    run: run.id,
    layer: layer.id,
    encoder: { key: layer.encoderKey, name: layer.encoderName },
    radius_m: layer.radiusM,
    step_m: layer.stepM,
    heads: run.heads,
    too_flat_below_times_noise: run.flatTimes,
    'proj:code': crsCode,
    shard: [column, row],
    dtms: dtms.map(({ path, fingerprint }) => ({ path, fingerprint })),
    inputs,
    program,
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = `${detectionsPrefix(run.id, address)}${sha256.slice(0, 16)}.parquet`;
  await store.put(key, bytes);
  return { key, sha256, bytes: bytes.length, detections: found.length };
}

/** What each head decides in the window, [rows * columns] each. */
async function decisionMaps(
  { compute, store }: Pick<Embedding, 'compute' | 'store'>,
  detecting: Detecting,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const { run, layer, heads, window, dtms } = detecting;
  const { lattice } = window;
  const noise = [...dtms]
    .sort((a, b) => a.pixelM - b.pixelM)
    .map(({ box, noiseM }) => ({ box, noiseM: noiseM ?? 0 }));
  const flat = flatGroundOf(run.flatTimes === 0 ? [] : noise, run.flatTimes);
  const maps = heads.map(() => emptyMap(lattice));
  for await (const chunks of severalAtOnce(chunksIn(store, detecting))) {
    throwIfAborted(signal);
    const asked = chunks.flatMap((chunk) => askedOf(lattice, chunk, { box: undefined, flat }) ?? []);
    for (const [index, { model }] of heads.entries())
      for (const decided of await decideChunks(compute, model, layer.rotation, asked, signal))
        writeChunk(maps[index] ?? emptyMap(lattice), lattice, decided);
  }
  return maps;
}

/** The stored chunks of the window, as they lie in its lattice. */
async function* chunksIn(
  store: ObjectStore,
  { layer, window, shards }: Detecting,
): AsyncGenerator<LayerChunk> {
  for (const shard of shards) {
    if (shard.stored === null) continue;
    const reader = await ShardReader.open(store, layer, shard.stored.key);
    const isWanted = (column: number, row: number): boolean => window.chunkAt(shard, column, row) !== null;
    for await (const chunks of reader.wholeChunks(isWanted))
      for (const chunk of chunks) {
        const at = window.chunkAt(shard, chunk.chunkColumn, chunk.chunkRow);
        if (at !== null) yield window.within({ ...chunk, chunkColumn: at[0], chunkRow: at[1] });
      }
  }
}

const mapHead = ({ model, mapping: { anchor, mappings } }: GridHead, radiusM: number): MapHead => ({
  model,
  anchor,
  mapping: mappings.find((known) => known.radiusM === radiusM) ?? null,
});
