import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Tasks } from '../../../src/main/engine/tasks/tasks';
import { readUnfinished, UnfinishedTasks } from '../../../src/main/engine/tasks/unfinishedTasks';
import { createProjectFile } from '../../../src/main/engine/store/projectFile';
import { cancelled, UserError } from '../../../src/shared/errors';
import { seriesOf, type SeriesPlan } from '../../../src/shared/series';
import { taskSpec } from '../../../src/shared/task';
import { temporaryFolder } from './folder';

const folder = temporaryFolder();
const view = { westDeg: 9.5, southDeg: 47, eastDeg: 9.6, northDeg: 47.1 };

const plan: SeriesPlan = {
  classes: [
    { value: 'peak', name: 'Peak' },
    { value: 'saddle', name: 'Saddle' },
  ],
  radiiM: [240, 1440],
  ...{ eachClass: false, eachRadius: false },
  encoders: [{ value: 1, name: 'polar' }],
  regions: [{ value: undefined, name: 'whole terrain' }],
  thresholds: [null],
};

test('one of everything is one run, named by what it is', () => {
  expect(seriesOf(plan)).toEqual([
    {
      ...{ kind: 'detect', name: 'Peak, Saddle at 240 m, 1.44 km, polar', classIds: ['peak', 'saddle'] },
      ...{ radiiM: [240, 1440], encoderId: 1, threshold: null },
    },
  ]);
});

test('a series is each choice with each of the others, and its names tell the runs apart', () => {
  const specs = seriesOf({
    ...plan,
    ...{ eachClass: true, eachRadius: true },
    encoders: [...plan.encoders, { value: 2, name: 'topo2vec-4' }],
    regions: [...plan.regions, { value: view, name: 'current view' }],
    thresholds: [0.3, { precision: 0.8 }],
  });
  expect(specs).toHaveLength(2 * 2 * 2 * 2 * 2);
  expect(new Set(specs.map(({ name }) => name)).size).toBe(32);
  expect(specs[0]?.name).toBe('Peak at 240 m, polar, whole terrain, from 0.30');
  expect(specs.at(-1)).toMatchObject({
    ...{ name: 'Saddle at 1.44 km, topo2vec-4, current view, precision 0.8', box: view },
    ...{ classIds: ['saddle'], radiiM: [1440], encoderId: 2, threshold: { precision: 0.8 } },
  });
});

const failure = (error: unknown): never => {
  throw error;
};

test('runs of a series take turns in the order they were moved to, and one that fails does not stop the rest', async () => {
  const tasks = new Tasks(failure);
  const ran: string[] = [];
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const start = (name: string, fails = false): number =>
    tasks.start({
      ...{ spec: taskSpec.parse({ kind: 'detect', classIds: ['peak'], name }), title: name, heavy: true },
      work: async () => {
        ran.push(name);
        if (name === 'first') await held;
        if (fails) throw new UserError('too-few-labels', 'Too few.');
        return { kind: 'nothing' };
      },
    });
  start('first');
  const second = start('second');
  const third = start('third', true);
  const fourth = start('fourth');
  tasks.move(fourth, -1);
  tasks.move(fourth, -1);
  // It is the next one already: the running one stays where it is.
  tasks.move(fourth, -1);
  tasks.move(second, 1);
  letGo();
  const watching = new AbortController();
  for await (const list of tasks.watch(watching.signal))
    if (list.every(({ state }) => state === 'done' || state === 'failed')) break;
  watching.abort();
  expect(ran).toEqual(['first', 'fourth', 'third', 'second']);
  expect(tasks.list().map(({ title, state }) => [title, state])).toEqual([
    ...[
      ['first', 'done'],
      ['fourth', 'done'],
      ['third', 'failed'],
      ['second', 'done'],
    ],
  ]);
  expect(tasks.list()[2]).toMatchObject({ id: third, error: 'Too few.' });
});

test('what waits is there in its order when the project is opened again', async () => {
  const { database, close } = await createProjectFile(join(folder, 'series.topo2vec'), () =>
    Promise.resolve(),
  );
  const tasks = new Tasks(failure);
  const unfinished = new UnfinishedTasks(database, tasks);
  unfinished.follow(failure);
  const ids = ['a', 'b', 'c', 'd'].map((name) =>
    tasks.start({
      ...{ spec: taskSpec.parse({ kind: 'detect', classIds: ['peak'], name }), title: name, heavy: true },
      work: async (_report, signal) => {
        await once(signal, 'abort');
        throw cancelled();
      },
    }),
  );
  tasks.pause(ids[2] ?? 0);
  tasks.move(ids[3] ?? 0, -1);
  tasks.move(ids[3] ?? 0, -1);
  await unfinished.close();
  const kept = await readUnfinished(database);
  expect(kept.map(({ spec, paused }) => [spec.kind === 'detect' ? spec.name : '', paused])).toEqual([
    ...[
      ['a', false],
      ['d', false],
      ['b', false],
      ['c', true],
    ],
  ]);
  await close();
});
