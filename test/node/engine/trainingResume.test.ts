import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { taskSpec, type Task, type TaskSpecInput } from '../../../src/shared/task';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const { dtms } = handlersOf(engine);
afterAll(close);

const train: Extract<TaskSpecInput, { kind: 'train' }> = {
  kind: 'train',
  preset: 'topo2vec-4',
  images: 64,
  epochs: 12,
  radiiM: [960],
  seed: 3,
};

const checkpoints = (): Promise<{ done: number; bytes: number }[]> =>
  engine.current.project.database.all(
    z.object({ done: z.number(), bytes: z.number() }),
    'SELECT done, length(bytes) AS bytes FROM checkpoints',
  );

/** Runs a training until it has a checkpoint, and pauses it. */
async function pausedTraining(spec: TaskSpecInput): Promise<Task> {
  const id = engine.current.start(taskSpec.parse(spec));
  for await (const list of engine.current.tasks.watch(never())) {
    const task = list.find((other) => other.id === id);
    if (task?.state === 'running' && (await checkpoints()).length > 0) engine.current.tasks.pause(id);
    if (task?.state === 'paused' || task?.state === 'failed') return task;
  }
  throw new Error('The list of tasks ended.');
}

test('a training is not resumed on other terrain, and its checkpoint stays valid for its own terrain', async () => {
  await engine.create(join(folder, 'a.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  expect(await pausedTraining(train)).toMatchObject({ state: 'paused', error: null });
  const kept = await checkpoints();
  expect(kept).toHaveLength(1);

  const [first] = await dtms.list(undefined, never());
  await dtms.remove({ dtmId: first?.id ?? 0 }, never());
  await run({ kind: 'import-dtms', paths: [fixture('terrain', 'davos_srtm1_parts.tif')] });
  const refused = await run({ ...train, resume: true });
  expect(refused).toMatchObject({ state: 'failed', errorCode: 'bad-input' });
  expect(refused.error).toMatch(/Cannot resume.*it was made with other DTMs/);
  expect(await checkpoints()).toEqual(kept);

  const [other] = await dtms.list(undefined, never());
  await dtms.remove({ dtmId: other?.id ?? 0 }, never());
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  const resumed = await run({ ...train, resume: true });
  expect(resumed).toMatchObject({ state: 'done', error: null });
  expect(await checkpoints()).toEqual([]);
});

test('a training is not resumed in another region, and its encoder says where it was trained', async () => {
  const box = { westDeg: 9.46, southDeg: 47.04, eastDeg: 9.65, northDeg: 47.28 };
  const within = { ...train, box };
  expect(await pausedTraining(within)).toMatchObject({ state: 'paused', error: null });
  const refused = await run({ ...within, box: { ...box, eastDeg: 9.64 }, resume: true });
  expect(refused).toMatchObject({ state: 'failed', errorCode: 'bad-input' });
  expect(refused.error).toMatch(/Cannot resume.*in another region/);
  expect(await checkpoints()).toHaveLength(1);
  const { result } = await run({ ...within, resume: true });
  if (result?.kind !== 'encoder') throw new Error('No encoder was trained.');
  const { encoders } = handlersOf(engine);
  const trained = (await encoders.list(undefined, never())).find(({ id }) => id === result.encoderId);
  expect(trained?.card.notes).toBe('Trained on places of 9.46, 47.04, 9.65, 47.28 degrees.');
});

test('an encoder and the end of its checkpoint are stored together', async () => {
  const { project } = engine.current;
  const encoders = (): Promise<unknown[]> =>
    project.database.all(z.object({ id: z.number() }), 'SELECT id FROM encoders');
  await pausedTraining({ ...train, seed: 4 });
  const before = await encoders();
  const kept = await checkpoints();
  await project.database.transaction((transaction) =>
    transaction.run(
      "CREATE TRIGGER stays BEFORE DELETE ON checkpoints BEGIN SELECT RAISE(FAIL, 'stopped here'); END",
    ),
  );
  expect(await run({ ...train, seed: 4, resume: true })).toMatchObject({ state: 'failed' });
  expect([await encoders(), (await checkpoints()).length]).toEqual([before, kept.length]);
  await project.database.transaction((transaction) => transaction.run('DROP TRIGGER stays'));
  expect(await run({ ...train, seed: 4, resume: true })).toMatchObject({ state: 'done' });
  expect([(await encoders()).length, await checkpoints()]).toEqual([before.length + 1, []]);
});
