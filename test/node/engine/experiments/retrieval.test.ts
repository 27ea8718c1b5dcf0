import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentSpecInput } from '../../../../src/shared/experiments/experiments';
import type { RetrievalResult } from '../../../../src/shared/experiments/retrieval';
import { taskSpec, type Task } from '../../../../src/shared/task';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { distanceM } from '../../../../src/main/terrain/geo/distance';
import { Terrain } from '../../../../src/main/terrain/terrain';
import { fixture, temporaryFolder } from '../folder';
import { never, startEngine } from '../workbench';
import { handlersOf } from '../../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);
const dtm = fixture('dtm', 'liechtenstein_srtm1.tif');

type Spec = Omit<Extract<ExperimentSpecInput, { experiment: 'retrieval' }>, 'experiment'>;
type Place = readonly [lonDeg: number, latDeg: number];

const RADIUS_M = 240;

const encoderId = async (name: string): Promise<number> =>
  (await handlers.encoders.list(undefined, never())).find(({ card }) => card.name === name)?.id ?? NaN;

const specOf = async (about: Partial<Spec>): Promise<ExperimentSpecInput> => ({
  experiment: 'retrieval',
  classIds: ['peak'],
  encoderIds: [await encoderId('id')],
  radiusM: RADIUS_M,
  seeds: 1,
  shown: 20,
  ...about,
});

const retrieve = async (about: Partial<Spec>): Promise<Task> =>
  run({ kind: 'experiment', spec: await specOf(about) });

async function resultOf({ result, error }: Task): Promise<RetrievalResult> {
  if (result?.kind !== 'experiment') throw new Error(error ?? 'no result');
  const report = await handlers.experiments.report({ experimentId: result.experimentId }, never());
  if (report.result.experiment !== 'retrieval') throw new Error(report.result.experiment);
  return report.result;
}

/** The figure of a class and an encoder. */
function figureOf({ figures }: RetrievalResult, index = 0): RetrievalResult['figures'][number] {
  const figure = figures[index];
  if (figure === undefined) throw new Error('no figure');
  return figure;
}

const euclidean = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, index) => value - (b[index] ?? NaN)));

/** Removes all labels within a radius of another one: six, on the same summits. */
async function thinLabels(): Promise<void> {
  const { ids, lonDeg, latDeg } = await handlers.labels.list(undefined, never());
  const kept: Place[] = [];
  const near: number[] = [];
  for (const [index, id] of ids.entries()) {
    const place: Place = [lonDeg[index] ?? NaN, latDeg[index] ?? NaN];
    if (isNear(place, kept, RADIUS_M)) near.push(id);
    else kept.push(place);
  }
  await handlers.labels.remove({ ids: near }, never());
}

/** The labelled peaks with whole patches, and those patches between 0 and 1, straight from the DTM. */
async function wholePeaks(): Promise<{ place: Place; patch: number[] }[]> {
  const { lonDeg, latDeg } = await handlers.labels.list(undefined, never());
  const terrain = await Terrain.of([await openDtm(dtm)], join(folder, 'none'));
  const places = [...lonDeg].map((lon, index): Place => [lon, latDeg[index] ?? NaN]);
  const { values, valid } = await terrain.samplePatches(Float64Array.from(places.flat()), RADIUS_M);
  await terrain.close();
  return places.flatMap((place, index) => {
    if (valid[index] !== 1) return [];
    const patch = [...values.subarray(index * 289, (index + 1) * 289)];
    const [low, high] = [Math.min(...patch), Math.max(...patch)];
    return [{ place, patch: patch.map((value) => (value - low) / (high - low)) }];
  });
}

const isNear = (place: Place, others: readonly Place[], limitM: number): boolean =>
  others.some((other) => distanceM(...place, ...other) < limitM);

beforeAll(async () => {
  await engine.create(join(folder, 'retrieval.topo2vec'));
  await run({ kind: 'import-dtms', paths: [dtm] });
  await run({ kind: 'import-labels', path: fixture('osm', 'liechtenstein.osm.pbf'), classIds: ['peak'] });
  await thinLabels();
});
afterAll(close);

describe('retrieval', () => {
  test('finds the nearest in raw patches and counts the peaks among them', async () => {
    const result = await resultOf(await retrieve({}));
    const { ks } = result;
    const figure = figureOf(result);
    expect(figure).toMatchObject({ classId: 'peak', name: 'Peak', encoder: 'id' });
    const { queries, hits } = figure;
    const peaks = await wholePeaks();
    const isPeak = ({ lonDeg, latDeg }: { lonDeg: number; latDeg: number }): boolean =>
      peaks.some(({ place: [lon, lat] }) => lon === lonDeg && lat === latDeg);
    expect(queries).toHaveLength(5);
    expect(queries.every(isPeak)).toBe(true);
    expect(hits.map(isPeak)).toEqual(hits.map(({ isPositive }) => isPositive));

    const mean = (queries[0]?.values ?? []).map(
      (_, index) => queries.reduce((sum, { values }) => sum + (values[index] ?? NaN), 0) / 5,
    );
    const distances = hits.map(({ distance }) => distance);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    for (const { values, distance } of hits) expect(distance).toBeCloseTo(euclidean(values, mean), 3);

    const asked = queries.map(({ lonDeg, latDeg }): Place => [lonDeg, latDeg]);
    expect(hits.some(({ lonDeg, latDeg }) => isNear([lonDeg, latDeg], asked, 2 * RADIUS_M))).toBe(false);

    const others = peaks.filter(({ place }) => !isNear(place, asked, 2 * RADIUS_M));
    expect(figure.chance * figure.candidates).toBeCloseTo(others.length, 6);
    // Nine random places for each peak, less those around the queries.
    expect(figure.candidates).toBeGreaterThan(others.length + 9 * peaks.length - 20);
    expect(figure.candidates).toBeLessThanOrEqual(others.length + 9 * peaks.length);

    const farthest = distances.at(-1) ?? NaN;
    const near = others.filter(({ patch }) => euclidean(patch, mean) < farthest - 0.001);
    expect(hits.filter(({ isPositive }) => isPositive).length).toBeGreaterThanOrEqual(near.length);
    for (const { place } of near) {
      expect(hits.some(({ lonDeg, latDeg }) => lonDeg === place[0] && latDeg === place[1])).toBe(true);
    }
    expect(ks).toEqual([1, 5, 10, 20]);
    for (const [index, k] of ks.entries()) {
      const positives = hits.slice(0, k).filter(({ isPositive }) => isPositive).length;
      expect(figure.precision[index]).toEqual({ mean: positives / k, sd: 0 });
    }
  });

  test('uses the same queries for every encoder, and again on a repeat', async () => {
    const about = { encoderIds: [await encoderId('id'), await encoderId('polar')], seeds: 3, shown: 4 };
    const first = await resultOf(await retrieve(about));
    expect(await resultOf(await retrieve(about))).toEqual(first);
    const [id, polar] = [figureOf(first, 0), figureOf(first, 1)];
    expect([id.encoder, polar.encoder]).toEqual(['id', 'polar']);
    expect(polar.queries).toEqual(id.queries);
    expect([polar.candidates, polar.chance]).toEqual([id.candidates, id.chance]);
    expect(polar.hits).toHaveLength(4);
    expect(polar.hits).not.toEqual(id.hits);
    // Peaks look like peaks: far above chance.
    expect(polar.precision[1]?.mean).toBeGreaterThan(3 * polar.chance);
  });

  test('skips ranks for which there are too few positives', async () => {
    const box = { westDeg: 9.54, southDeg: 47.02, eastDeg: 9.6, northDeg: 47.1 };
    const result = await resultOf(await retrieve({ box, queries: 2 }));
    const { chance, candidates, hits } = figureOf(result);
    expect(Math.max(...result.ks)).toBeLessThanOrEqual(chance * candidates + 1e-6);
    const outside = hits.filter(({ lonDeg, latDeg }) => lonDeg < 9.54 || lonDeg > 9.6 || latDeg > 47.1);
    expect(outside).toEqual([]);
  });

  test('counts labels of one summit as one place', async () => {
    const thinned = await wholePeaks();
    await handlers.project.undo(undefined, never());
    expect((await wholePeaks()).length).toBeGreaterThan(thinned.length);
    const result = await resultOf(await retrieve({ shown: 40 }));
    await handlers.project.redo(undefined, never());
    const { chance, candidates, queries, hits } = figureOf(result);
    expect(chance * candidates + queries.length).toBeLessThanOrEqual(thinned.length);
    const found = hits.flatMap(({ isPositive, lonDeg, latDeg }): Place[] =>
      isPositive ? [[lonDeg, latDeg]] : [],
    );
    expect(found.length).toBeGreaterThan(10);
    expect(found.some((place, index) => isNear(place, found.slice(0, index), RADIUS_M))).toBe(false);
  });

  test('a class with too few labels says how many there are and how many are needed', async () => {
    const before = await handlers.experiments.list(undefined, never());
    const task = await retrieve({ classIds: ['peak', 'saddle'] });
    expect(task).toMatchObject({ state: 'failed', errorCode: 'too-few-labels' });
    expect(task.error).toMatch(/^Saddle has 0 positive labels at least 240 m apart.*5 query locations/);
    expect(await handlers.experiments.list(undefined, never())).toEqual(before);
  });

  test('leaves nothing behind when cancelled, and can be removed', async () => {
    const before = await handlers.experiments.list(undefined, never());
    const taskId = engine.current.start(taskSpec.parse({ kind: 'experiment', spec: await specOf({}) }));
    const abort = new AbortController();
    const task = await engine.current.waitFor(
      taskId,
      () => {
        abort.abort();
      },
      abort.signal,
    );
    expect(task).toMatchObject({ state: 'cancelled', result: null });
    expect(await handlers.experiments.list(undefined, never())).toEqual(before);
    expect(before[0]).toMatchObject({ experiment: 'retrieval', title: 'Retrieval: Peak' });
    await handlers.experiments.remove({ experimentId: before[0]?.id ?? 0 }, never());
    expect(await handlers.experiments.list(undefined, never())).toEqual(before.slice(1));
    await expect(
      handlers.experiments.report({ experimentId: before[0]?.id ?? 0 }, never()),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});
