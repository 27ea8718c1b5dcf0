import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Verdict } from '../../../src/shared/contract/detections';
import type { SampledDetections } from '../../../src/shared/contract/gridDetections';
import { spotOrder, type Checkable } from '../../../src/shared/mapQuality/spotCheck';
import { Random } from '../../../src/shared/statistics/random';
import { judgeGridDetection, listGridVerdicts } from '../../../src/main/engine/detections/verdicts';
import { removeClass } from '../../../src/main/engine/labels/classes';
import { backUp, backupsDirOf } from '../../../src/main/engine/store/backups';
import { openProjectFile } from '../../../src/main/engine/store/projectFile';
import { redo, undo } from '../../../src/main/engine/store/undo';
import { detectionsParquet } from '../../../src/main/grid/catalog/detections';
import { openObjectStore } from '../../../src/main/grid/objects/openObjectStore';
import { temporaryFolder } from '../engine/folder';
import { never } from '../engine/workbench';
import { runsGrids } from './gridCommand';
import { GridServer, type TestGrid } from './gridServer';
import { addLabellers, Labeller } from './labellers';

const folder = temporaryFolder();
const runId = 'ab'.repeat(32);
let server: GridServer;
let grid: TestGrid;
let ann: Labeller;
let ben: Labeller;
let number = 0;

const judge = ({ project }: Labeller, lonDeg: number, verdict: Verdict, label = false): Promise<void> =>
  judgeGridDetection(project, { runId, classId: 'peak', lonDeg, latDeg: 47.1, verdict, label });

const verdictsOf = async ({ project }: Labeller): Promise<string[]> =>
  (await listGridVerdicts(project.database)).map(({ lonDeg, verdict }) => `${lonDeg} ${verdict}`).sort();

describe.runIf(runsGrids)('verdicts on detections of a grid (needs Node 22.15)', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    server = await GridServer.start(folder, []);
  });

  beforeEach(async () => {
    const name = `verdicts${++number}`;
    grid = await server.newGrid(name);
    await addLabellers(grid.database, `ann${number}`, `ben${number}`);
    const own = join(folder, name, 'projects');
    mkdirSync(own, { recursive: true });
    ann = await Labeller.start(server, own, `ann${number}`, name);
    await ann.sync();
    ben = await Labeller.start(server, own, `ben${number}`, name);
    await ben.sync();
    return async () => {
      await ann.stop();
      await ben.stop();
    };
  });

  afterAll(() => server.stop());

  test('two judge at once and both see all; of one detection the last verdict counts, and undo takes it back', async () => {
    await judge(ann, 9.51, 'right', true);
    await judge(ben, 9.52, 'wrong');
    await Promise.all([ann.sync(), ben.sync()]);
    await Promise.all([ann.sync(), ben.sync()]);
    for (const person of [ann, ben]) {
      expect(await verdictsOf(person)).toEqual(['9.51 right', '9.52 wrong']);
      expect(await person.labels()).toEqual(['peak 9.51 +']);
    }
    // Both judge a detection before either has heard of the other.
    await judge(ann, 9.53, 'right');
    await judge(ben, 9.53, 'unsure');
    await ann.sync();
    await ben.sync();
    await ann.sync();
    for (const person of [ann, ben])
      expect(await verdictsOf(person)).toEqual(['9.51 right', '9.52 wrong', '9.53 unsure']);
    const kept = await grid.database.all(
      z.object({ said: z.string() }),
      `SELECT concat_ws(' ', changed_by, content ->> 'lon_deg', content ->> 'verdict') AS said
       FROM topo2vec.label_history WHERE kind = 'verdicts' ORDER BY id, change`,
    );
    expect(kept.map(({ said }) => said)).toEqual([
      `ann${number} 9.51 right`,
      `ben${number} 9.52 wrong`,
      `ann${number} 9.53 right`,
      `ben${number} 9.53 unsure`,
    ]);

    // A verdict and its label are one step; the others see that it is undone, and done again.
    await judge(ann, 9.54, 'wrong', true);
    await ann.sync();
    await ben.sync();
    expect([(await verdictsOf(ben)).includes('9.54 wrong'), await ben.labels()]).toEqual([
      true,
      ['peak 9.51 +', 'peak 9.54 -'],
    ]);
    expect(await undo(ann.project.database)).toBe('Reject peak');
    await ann.sync();
    await ben.sync();
    expect([(await verdictsOf(ben)).includes('9.54 wrong'), await ben.labels()]).toEqual([
      false,
      ['peak 9.51 +'],
    ]);
    await redo(ann.project.database);
    await ann.sync();
    await ben.sync();
    expect(await verdictsOf(ben)).toContain('9.54 wrong');
    expect(await ann.sync()).toEqual({ sent: 0, received: 0 });
    expect(await ben.sync()).toEqual({ sent: 0, received: 0 });
  });

  test('a class that one removes goes with the verdicts of all, also those that come later', async () => {
    await judge(ann, 9.51, 'right');
    await ann.sync();
    await ben.sync();
    await removeClass(ann.project, 'peak');
    await ann.sync();
    await judge(ben, 9.52, 'wrong');
    await ben.sync();
    await ann.sync();
    expect([await verdictsOf(ann), await verdictsOf(ben)]).toEqual([[], []]);
    const there = await grid.database.all(
      z.object({ removed: z.boolean() }),
      'SELECT removed FROM topo2vec.verdicts',
    );
    expect(there).toEqual([{ removed: true }, { removed: true }]);
  });

  test('a project that is restored from its backup still has its verdicts, and takes none back', async () => {
    await judge(ann, 9.51, 'right');
    await ann.sync();
    const { path } = ann.project;
    await backUp(path);
    const [name = ''] = readdirSync(backupsDirOf(path));
    const restored = await openProjectFile(join(backupsDirOf(path), name));
    expect(await listGridVerdicts(restored.database)).toEqual([
      { runId, classId: 'peak', lonDeg: 9.51, latDeg: 47.1, verdict: 'right' },
    ]);
    await restored.close();
  });

  test('a sample is the first of all in the random order of spot checks, whatever shards they lie in', async () => {
    const { DetectionSamples } = await import('../../../src/main/grid/search/detectionSamples');
    const random = new Random(5);
    const places = Array.from({ length: 900 }, (_, index) => ({
      ...{ lonDeg: 9 + random.nextFloat(), latDeg: 47 + random.nextFloat(), radiusM: 240 },
      ...{ classId: index % 3 === 0 ? 'saddle' : 'peak', probability: Math.fround(random.nextFloat()) },
    }));
    await grid.database.run(
      "INSERT INTO topo2vec.encoders (key, name, card, weights) VALUES ('e', 'polar', '{}', '')",
    );
    await grid.database.run(
      `INSERT INTO topo2vec.layers (id, encoder_key, radius_m, step_m, mean, axes) VALUES ('l', 'e', 240, 120, '', '')`,
    );
    await grid.database.run("INSERT INTO topo2vec.runs (id, layer_id, recipe) VALUES ($1, 'l', $2)", [
      runId,
      JSON.stringify({ heads: [], flatTimes: 4, threshold: 0.5 }),
    ]);
    const enter = async (crs: string, column: number, detections: typeof places): Promise<void> => {
      const bytes = detectionsParquet(detections);
      const key = `detections/run/${crs.slice(5)}/${column}.parquet`;
      mkdirSync(dirname(join(grid.data, key)), { recursive: true });
      writeFileSync(join(grid.data, key), bytes);
      await grid.database.run(
        `INSERT INTO topo2vec.run_shards (run_id, crs, shard_column, shard_row, inputs, program, key, sha256, bytes, detections, seconds, worker)
         VALUES ($1, $2, $3, 0, '', '', $4, $5, $6, $7, 1, '')`,
        [
          runId,
          crs,
          column,
          key,
          createHash('sha256').update(bytes).digest('hex'),
          bytes.length,
          detections.length,
        ],
      );
    };
    for (const column of [0, 1, 2, 3])
      await enter(
        'EPSG:32632',
        column,
        places.filter((_, index) => index % 4 === column),
      );
    const store = await openObjectStore(grid.data);
    const sampled = async (samples: InstanceType<typeof DetectionSamples>, from: number) => {
      const events = samples.of(grid.database, store, { runId, classId: 'peak', from }, never());
      let last: SampledDetections | null = null;
      for await (const event of events) last = event;
      if (last === null) throw new Error('There is no sample.');
      return last;
    };
    const shownFrom = (from: number): typeof places =>
      places.filter(({ classId, probability }) => classId === 'peak' && probability >= from);
    const orderFrom = (from: number): Checkable[] => {
      const shown = shownFrom(from);
      const zeros = new Uint16Array(shown.length);
      return spotOrder(
        {
          ...{ lonDeg: Float64Array.from(shown, ({ lonDeg }) => lonDeg) },
          ...{ latDeg: Float64Array.from(shown, ({ latDeg }) => latDeg) },
          ...{ probability: Float32Array.from(shown, ({ probability }) => probability) },
          ...{ classIndex: zeros, radiusIndex: zeros, verdict: Uint8Array.from(zeros) },
        },
        0,
        0,
      );
    };
    const few = new DetectionSamples(20);
    expect(await sampled(few, 0.5)).toMatchObject({ done: 4, total: 4 });
    // From now on no shard is there to be read again.
    renameSync(join(grid.data, 'detections'), join(grid.data, 'away'));
    for (const from of [0.5, 0, 0.31, 0.9, 0.97]) {
      const sample = await sampled(few, from);
      const order = orderFrom(from);
      expect(sample.shown).toBe(order.length);
      expect([...sample.lonDeg]).toEqual(order.slice(0, 20).map(({ lonDeg }) => lonDeg));
      expect([...sample.probability]).toEqual(order.slice(0, 20).map(({ probability }) => probability));
    }
    renameSync(join(grid.data, 'away'), join(grid.data, 'detections'));
    const all = new DetectionSamples();
    const shown = shownFrom(0.5);
    expect((await sampled(all, 0.5)).lonDeg).toHaveLength(shown.length);

    // Of a place that the next zone has found as well, 8 m beside it, the likelier one is judged.
    const [twin] = shown;
    if (twin === undefined) throw new Error('There is no peak.');
    await enter('EPSG:32633', 0, [{ ...twin, lonDeg: twin.lonDeg + 1e-4, probability: 1 }]);
    const once = await sampled(all, 0.5);
    const near = shown.filter(({ lonDeg }) => once.lonDeg.includes(lonDeg));
    expect(once.lonDeg.includes(twin.lonDeg + 1e-4)).toBe(true);
    expect(near.includes(twin)).toBe(false);
  });
});
