import type { StrongestDetections } from '../../../shared/contract/gridDetections';
import { throwIfAborted } from '../../../shared/errors';
import { boxContains, overlap, type LonLatBox } from '../../../shared/geo/lonLat';
import { keepStrongest } from '../../terrain/geo/nearness';
import type { Sql } from '../control/database';
import { detectedOf } from '../control/detected';
import { layerById } from '../control/layers';
import { runById } from '../control/runs';
import type { ObjectStore } from '../objects/objectStore';
import { boxOfShard } from '../work/shardPlan';
import type { ShardDetections } from './shardDetections';

/** How often those found until now are given while shards are read, ms. */
const EVERY_MS = 400;

/** A place among those that are kept. */
interface Kept {
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly score: number;
  readonly classIndex: number;
}

/** Which detections are wanted. */
interface Asked {
  readonly runId: string;
  /** Least probability. */
  readonly from: number;
  readonly box?: LonLatBox | undefined;
  /** The most that are wanted; no more than twice as many are in memory at once. */
  readonly most: number;
}

/**
 * The strongest detections of a run: shard by shard, those until then.
 * @throws UserError `not-found` for a run that is not there; `bad-input` for damaged objects; what the store throws
 */
export async function* strongestDetections(
  sql: Sql,
  store: ObjectStore,
  read: ShardDetections,
  { runId, from, box, most }: Asked,
  signal: AbortSignal,
): AsyncGenerator<StrongestDetections> {
  const run = await runById(sql, runId);
  const layer = await layerById(sql, run.layerId);
  const shards = (await detectedOf(sql, runId)).filter(
    (shard) =>
      shard.stored !== null && (box === undefined || overlap(boxOfShard(layer, shard), box) !== null),
  );
  const zones = new Set(shards.map(({ crsCode }) => crsCode));
  const numbers = run.heads.map(({ classId }) => classId);
  let kept: Kept[] = [];
  let [least, isAll, done, saidMs] = [Math.fround(from), true, 0, Date.now()];
  const cut = (): void => {
    kept.sort((a, b) => b.score - a.score);
    // Zones overlap a little at their borders: a place there may have been found in both.
    if (zones.size > 1)
      kept = numbers
        .flatMap((_, index) =>
          keepStrongest(
            kept.filter((place) => place.classIndex === index),
            layer.radiusM,
          ),
        )
        .sort((a, b) => b.score - a.score);
    if (kept.length <= most) return;
    isAll = false;
    kept.length = most;
    least = kept.at(-1)?.score ?? least;
  };
  const found = (): StrongestDetections => ({
    lonDeg: Float64Array.from(kept, ({ lonDeg }) => lonDeg),
    latDeg: Float64Array.from(kept, ({ latDeg }) => latDeg),
    probability: Float32Array.from(kept, ({ score }) => score),
    classIndex: Uint16Array.from(kept, ({ classIndex }) => classIndex),
    ...{ isAll, done, total: shards.length },
  });
  for (const { stored } of shards) {
    throwIfAborted(signal);
    if (stored === null) continue;
    const { lonDeg, latDeg, probability, classIds, classIndex } = await read.of(store, stored);
    const ofRun = classIds.map((id) => numbers.indexOf(id));
    for (const [at, score] of probability.entries()) {
      if (score < least) continue;
      const [lon = NaN, lat = NaN, index = -1] = [lonDeg[at], latDeg[at], ofRun[classIndex[at] ?? -1]];
      if (index < 0 || (box !== undefined && !boxContains(box, lon, lat))) continue;
      kept.push({ lonDeg: lon, latDeg: lat, score, classIndex: index });
      if (kept.length >= 2 * most) cut();
    }
    done++;
    if (Date.now() - saidMs < EVERY_MS || done === shards.length) continue;
    cut();
    yield found();
    saidMs = Date.now();
  }
  cut();
  yield found();
}
