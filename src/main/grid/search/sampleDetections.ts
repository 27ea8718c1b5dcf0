import type { SampledDetections } from '../../../shared/contract/gridDetections';
import { throwIfAborted } from '../../../shared/errors';
import { randomOf } from '../../../shared/mapQuality/spotCheck';
import { keepStrongest } from '../../terrain/geo/nearness';
import type { Sql } from '../control/database';
import { detectedOf } from '../control/detected';
import { layerById } from '../control/layers';
import { runById } from '../control/runs';
import type { ObjectStore } from '../objects/objectStore';
import type { ShardDetections } from './shardDetections';

/** Size of the sample, where that many are shown: beyond the hundred that are judged, those that a higher threshold shows. */
const SAMPLE_SIZE = 10_000;

/** How often it is told how far it is, ms. */
const EVERY_MS = 400;

/** A place among those that are kept. */
interface Kept {
  readonly lonDeg: number;
  readonly latDeg: number;
  /** Its probability. */
  readonly score: number;
  /** Its random number. */
  readonly order: number;
}

/** Which detections are to be judged. */
interface Asked {
  readonly runId: string;
  readonly classId: string;
  /** Least probability. */
  readonly from: number;
}

/**
 * The first of a run's detections of a class in the random order in which people judge them, whichever shards they lie in: how many
 * shards are read, and at the end the sample.
 * @param size the most that are given; no more than twice as many are in memory at once
 * @throws UserError `not-found` for a run that is not there; `bad-input` for damaged objects; what the store throws
 */
export async function* sampleDetections(
  sql: Sql,
  store: ObjectStore,
  read: ShardDetections,
  { runId, classId, from }: Asked,
  signal: AbortSignal,
  size = SAMPLE_SIZE,
): AsyncGenerator<SampledDetections> {
  const { radiusM } = await layerById(sql, (await runById(sql, runId)).layerId);
  const shards = (await detectedOf(sql, runId)).filter(({ stored }) => stored !== null);
  const hasZones = new Set(shards.map(({ crsCode }) => crsCode)).size > 1;
  const least = Math.fround(from);
  let kept: Kept[] = [];
  let [shown, last, done, saidMs] = [0, Infinity, 0, Date.now()];
  const cut = (): void => {
    // Zones overlap a little at their borders: a place there may have been found in both.
    if (hasZones) kept = keepStrongest(kept, radiusM);
    kept.sort((a, b) => a.order - b.order);
    if (kept.length <= size) return;
    kept.length = size;
    last = kept.at(-1)?.order ?? last;
  };
  const sample = (of: readonly Kept[]): SampledDetections => ({
    lonDeg: Float64Array.from(of, ({ lonDeg }) => lonDeg),
    latDeg: Float64Array.from(of, ({ latDeg }) => latDeg),
    probability: Float32Array.from(of, ({ score }) => score),
    shown: last === Infinity ? of.length : shown,
    ...{ done, total: shards.length },
  });
  for (const { stored } of shards) {
    throwIfAborted(signal);
    if (stored === null) continue;
    const { lonDeg, latDeg, probability, classIds, classIndex } = await read.of(store, stored);
    const wanted = classIds.indexOf(classId);
    for (const [at, score] of probability.entries()) {
      if (score < least || classIndex[at] !== wanted) continue;
      shown++;
      const [lon = NaN, lat = NaN] = [lonDeg[at], latDeg[at]];
      const order = randomOf(lon, lat);
      if (order > last) continue;
      kept.push({ lonDeg: lon, latDeg: lat, score, order });
      if (kept.length >= 2 * size) cut();
    }
    done++;
    if (Date.now() - saidMs < EVERY_MS || done === shards.length) continue;
    yield sample([]);
    saidMs = Date.now();
  }
  cut();
  yield sample(kept);
}
