import { LRUCache } from 'lru-cache';
import type { SampledDetections } from '../../../shared/contract/gridDetections';
import { throwIfAborted } from '../../../shared/errors';
import type { Sql } from '../control/database';
import { detectedOf } from '../control/detected';
import { layerById } from '../control/layers';
import { runById } from '../control/runs';
import type { ObjectStore } from '../objects/objectStore';
import { storedDetections } from './findDetections';
import { RandomSample } from './randomSample';

/** Size of a sample, where that many are shown: beyond the hundred that are judged, those that a higher threshold shows. */
const SAMPLE_SIZE = 10_000;

/** Classes of runs of which the samples are kept, each some megabytes. */
const KEPT = 4;

/** How often it is told how far it is, ms. */
const EVERY_MS = 400;

/** Which detections are to be judged. */
interface Asked {
  readonly runId: string;
  readonly classId: string;
  /** Least probability. */
  readonly from: number;
}

/** The shards of a run that were read for a class, by the keys of their objects, and the samples that they gave. */
interface Read {
  readonly keys: Set<string>;
  readonly sample: RandomSample;
}

/** Random samples of the detections of runs, at any threshold: each shard is read once for a class. */
export class DetectionSamples {
  readonly #read = new LRUCache<string, Read>({ max: KEPT });

  /** @param size the most that a sample holds */
  constructor(private readonly size = SAMPLE_SIZE) {}

  /**
   * The first of a run's detections of a class in the random order in which people judge them, whichever shards they lie in: how many
   * shards are read, and at the end the sample. Where the signal fires, the next call goes on from there.
   * @throws UserError `not-found` for a run that is not there; `bad-input` for damaged objects; what the store throws
   */
  async *of(
    sql: Sql,
    store: ObjectStore,
    { runId, classId, from }: Asked,
    signal: AbortSignal,
  ): AsyncGenerator<SampledDetections> {
    const { radiusM } = await layerById(sql, (await runById(sql, runId)).layerId);
    const shards = (await detectedOf(sql, runId)).flatMap(({ crsCode, stored }) =>
      stored === null ? [] : [{ crsCode, stored }],
    );
    // Zones overlap a little at their borders: a place there may have been found in both.
    const hasZones = new Set(shards.map(({ crsCode }) => crsCode)).size > 1;
    const { keys, sample } = this.#begun(
      JSON.stringify([store.place, runId, classId]),
      new Set(shards.map(({ stored }) => stored.key)),
      () => new RandomSample(this.size, hasZones ? radiusM : null),
    );
    const none = { lonDeg: new Float64Array(), latDeg: new Float64Array(), probability: new Float32Array() };
    let saidMs = Date.now();
    for (const { stored } of shards) {
      if (keys.has(stored.key)) continue;
      const detections = await storedDetections(store, stored);
      throwIfAborted(signal);
      // Another call may have read it meanwhile.
      if (!keys.has(stored.key)) sample.add(detections.filter((detection) => detection.classId === classId));
      keys.add(stored.key);
      if (Date.now() - saidMs < EVERY_MS || keys.size === shards.length) continue;
      yield { ...none, shown: 0, done: keys.size, total: shards.length };
      saidMs = Date.now();
    }
    yield { ...sample.from(from), done: shards.length, total: shards.length };
  }

  /** What is read of a class until now: nothing where shards were replaced since, or a zone came. */
  #begun(key: string, present: ReadonlySet<string>, begin: () => RandomSample): Read {
    const known = this.#read.get(key);
    const fresh = begin();
    if (known?.sample.mergesM === fresh.mergesM && [...known.keys].every((one) => present.has(one)))
      return known;
    const begun = { keys: new Set<string>(), sample: fresh };
    this.#read.set(key, begun);
    return begun;
  }
}
