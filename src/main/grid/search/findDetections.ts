import { createHash } from 'node:crypto';
import { UserError } from '../../../shared/errors';
import { regionContains, type Region } from '../../../shared/geo/region';
import { regionMeets } from '../../../shared/geo/regionMeets';
import { keepStrongest } from '../../terrain/geo/nearness';
import { readDetections, type GridDetection } from '../catalog/detections';
import type { Sql } from '../control/database';
import { detectedOf, type StoredDetections } from '../control/detected';
import { layerById } from '../control/layers';
import { listRuns, type GridRun } from '../control/runs';
import type { ObjectStore } from '../objects/objectStore';
import type { ShardLayer } from '../shards/shard';
import { boxOfShard } from '../work/shardPlan';

/** Which detections are wanted. */
export interface DetectionsAsked {
  /** Ids of classes; undefined: all. */
  readonly classIds: readonly string[] | undefined;
  readonly radiiM: readonly number[] | undefined;
  /** Least probability; undefined: each run's own. */
  readonly from: number | undefined;
  readonly region: Region | undefined;
}

/** Detections of a class over a layer. */
export interface FoundDetections {
  readonly run: GridRun;
  readonly layer: ShardLayer;
  readonly head: GridRun['heads'][number];
  /** None nearer than the radius to a likelier one, likeliest first. */
  readonly detections: readonly GridDetection[];
}

/**
 * The detections of each class over each layer, by the newest run that looks for them.
 * @throws UserError `not-found` where nobody looked for such; `bad-input` for damaged objects; what the store throws
 */
export async function findDetections(
  sql: Sql,
  store: ObjectStore,
  { classIds, radiiM, from, region }: DetectionsAsked,
): Promise<FoundDetections[]> {
  const found: FoundDetections[] = [];
  const seen = new Set<string>();
  for (const run of await listRuns(sql)) {
    const heads = run.heads.filter(
      ({ classId }) =>
        !seen.has(`${run.layerId} ${classId}`) && (classIds === undefined || classIds.includes(classId)),
    );
    const layer = await layerById(sql, run.layerId);
    if (heads.length === 0 || radiiM?.includes(layer.radiusM) === false) continue;
    for (const { classId } of heads) seen.add(`${run.layerId} ${classId}`);
    const all: GridDetection[] = [];
    for (const shard of await detectedOf(sql, run.id)) {
      const isNear = region === undefined || regionMeets(region, boxOfShard(layer, shard));
      if (shard.stored !== null && isNear) all.push(...(await storedDetections(store, shard.stored)));
    }
    for (const head of heads) {
      const own = all
        .filter(({ classId }) => classId === head.classId)
        .map((detection) => ({ ...detection, score: detection.probability }));
      // Zones overlap a little at their borders: a place there may have been found in both.
      const detections = keepStrongest(own, layer.radiusM).filter(
        ({ lonDeg, latDeg, probability }) =>
          probability >= (from ?? run.threshold) &&
          (region === undefined || regionContains(region, lonDeg, latDeg)),
      );
      found.push({ run, layer, head, detections });
    }
  }
  if (found.length > 0) return found;
  throw new UserError('not-found', 'Nobody looked for such detections yet. Look with: topo2vec grid detect');
}

/** The detections of a shard. @throws UserError `bad-input` for a damaged object; what the store throws */
export async function storedDetections(
  store: ObjectStore,
  { key, sha256 }: StoredDetections,
): Promise<GridDetection[]> {
  const bytes = await store.get(key);
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return readDetections(bytes);
  throw new UserError(
    'bad-input',
    `${key} in ${store.place} is damaged. Remove its row from topo2vec.run_shards and run topo2vec grid detect again.`,
  );
}
