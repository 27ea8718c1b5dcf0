import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadTensorflow, tf } from '../../../src/main/compute/backend';
import { buildEncoder } from '../../../src/main/compute/encoders/encoder';
import { train } from '../../../src/main/compute/training/train';
import { openTerrain } from '../../../src/main/terrain/terrain';
import type { TrainEvent, TrainSpec } from '../../../src/shared/contract/compute';

await loadTensorflow();
/** What tests before these have left in the process. */
const tensorsBefore = tf.memory().numTensors;

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/dtm/${name}`, import.meta.url));

const dtm = fixture('liechtenstein_srtm1.tif');

const spec: TrainSpec = {
  terrain: { dtms: [{ path: dtm }], cacheDir: tmpdir() },
  preset: 'topo2vec-4',
  name: 'small',
  images: 64,
  epochs: 16,
  radiiM: [960, 1200],
  seed: 5,
  validationBox: null,
  data: [{ name: 'liechtenstein_srtm1.tif', fingerprint: 'f', licence: 'public domain' }],
  checkpoint: null,
};

/** The hundred locations that lie highest above the mean of their patch, and the hundred that lie lowest. */
async function highAndLow(): Promise<NonNullable<TrainSpec['labels']>> {
  const terrain = await openTerrain(spec.terrain);
  const drawn = await terrain.randomLocations(1000, 240, 1);
  const { values } = await terrain.samplePatches(drawn, 240);
  await terrain.close();
  const above = Array.from({ length: 1000 }, (_, i) => {
    const patch = values.subarray(i * 289, (i + 1) * 289);
    return { i, byM: (patch[144] ?? NaN) - patch.reduce((sum, value) => sum + value, 0) / 289 };
  }).sort((a, b) => b.byM - a.byM);
  const chosen = [...above.slice(0, 100), ...above.slice(-100)];
  return {
    classIds: ['high', 'low'],
    locations: Float64Array.from(chosen.flatMap(({ i }) => [...drawn.subarray(2 * i, 2 * i + 2)])),
    classes: Uint8Array.from(chosen, (_, rank) => (rank < 100 ? 0 : 1)),
  };
}

const live = (): AbortSignal => new AbortController().signal;

async function eventsOf(request: TrainSpec): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of train(request, live())) events.push(event);
  return events;
}

const encoderOf = (events: TrainEvent[]): Extract<TrainEvent, { kind: 'encoder' }> => {
  const last = events.at(-1);
  if (last?.kind !== 'encoder') throw new Error('No encoder.');
  return last;
};

/** The result of one training with these settings. */
const whole = eventsOf(spec);

/**
 * Mean loss of the steps up to each validation since the one before: at the same steps however fast the machine is, unlike
 * other progress. The loss of an event is the mean of all steps before, a hundred at most.
 */
function lossesBetweenValidations(events: TrainEvent[]): number[] {
  let before = { step: 0, sum: 0 };
  return events.flatMap((event) => {
    if (event.kind !== 'progress' || event.lossValidation === null) return [];
    const now = { step: event.step, sum: event.step * event.lossTrain };
    const loss = (now.sum - before.sum) / (now.step - before.step);
    before = now;
    return [loss];
  });
}

/** Each method, at the smallest size that still learns something in some steps. */
const methods: Record<string, () => Promise<TrainSpec>> = {
  'topo2vec-4': () => Promise.resolve(spec),
  'topo2vec-adv': () => Promise.resolve({ ...spec, preset: 'topo2vec-adv', images: 64, epochs: 12 }),
  saumoco: () =>
    Promise.resolve({
      ...spec,
      preset: 'saumoco',
      images: 256,
      epochs: 16,
      radiiM: [480],
      contrast: { momentum: 0.9 },
    }),
  cnn: async () => ({
    ...spec,
    preset: 'cnn',
    images: 256,
    epochs: 16,
    radiiM: [240],
    labels: await highAndLow(),
  }),
  'topo2vec-inv': () =>
    Promise.resolve({ ...spec, preset: 'topo2vec-inv', images: 256, epochs: 12, radiiM: [480] }),
};

describe.each(Object.keys(methods))('%s', (preset) => {
  const request = (): Promise<TrainSpec> => methods[preset]?.() ?? Promise.reject(new Error(preset));

  test('learns, and a training resumed from a checkpoint ends like an uninterrupted one', async () => {
    const small = await request();
    const events = preset === spec.preset ? await whole : await eventsOf(small);
    const losses = lossesBetweenValidations(events);
    expect(losses.length).toBeGreaterThan(2);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) * 0.8);
    expect(tf.memory().numTensors).toBe(tensorsBefore);

    // Made by another run: equal steps show that the seed determines all of them.
    let checkpoint: Uint8Array | null = null;
    let steps = 0;
    for await (const event of train(small, live())) {
      if (event.kind === 'progress') steps = event.step;
      if (event.kind === 'checkpoint') checkpoint = event.bytes;
      if (steps === 4 && event.kind === 'checkpoint') break;
    }
    expect(steps).toBe(4);
    const resumed = await eventsOf({ ...small, checkpoint });

    expect(resumed.find((event) => event.kind === 'progress')?.step).toBeGreaterThan(4);
    const { weights } = encoderOf(events);
    expect(Buffer.compare(encoderOf(resumed).weights, weights)).toBe(0);
  });
});

test('the card says what happened', async () => {
  const events = await whole;
  const last = events.filter((event) => event.kind === 'progress').at(-1);
  expect(last).toMatchObject({ step: 16, steps: 16, images: 1024, imagesTotal: 1024 });
  const { card } = encoderOf(events);
  expect(card).toMatchObject({
    name: 'small',
    variant: 'topo2vec-4',
    factor: 4,
    radiiM: [960, 1200],
    seed: 5,
  });
  expect(card).toMatchObject({
    images: 64,
    epochs: 16,
    presentations: 1024,
    batchSize: 64,
    data: spec.data,
  });
  // Bilinear interpolation is far better than a network after so few steps, and not perfect.
  expect(card.lossBilinear).toBeGreaterThan(0.002);
  expect(card.lossBilinear).toBeLessThan(0.05);
  expect(card.lossValidation).toBe(last?.lossValidation);
});

test('another seed gives other weights', async () => {
  const one = encoderOf(await eventsOf({ ...spec, images: 64, epochs: 1 })).weights;
  const other = encoderOf(await eventsOf({ ...spec, images: 64, epochs: 1, seed: 6 })).weights;
  expect(Buffer.compare(other, one)).not.toBe(0);
});

test('stops between two steps when cancelled', async () => {
  const stop = new AbortController();
  const steps: number[] = [];
  const stopped = async (): Promise<void> => {
    for await (const event of train(spec, stop.signal)) {
      if (event.kind !== 'progress') continue;
      steps.push(event.step);
      stop.abort();
    }
  };
  await expect(stopped()).rejects.toMatchObject({ code: 'cancelled' });
  expect(steps).toHaveLength(1);
  expect(steps[0]).toBeLessThan(16);
});

test('a checkpoint of other settings is refused', async () => {
  const checkpoint = (await whole).filter((event) => event.kind === 'checkpoint').at(-1)?.bytes ?? null;
  await expect(eventsOf({ ...spec, epochs: 9, checkpoint })).rejects.toMatchObject({ code: 'bad-input' });
  const broken = checkpoint?.slice(0, -4) ?? null;
  await expect(eventsOf({ ...spec, checkpoint: broken })).rejects.toMatchObject({ code: 'bad-input' });
});

test('a checkpoint of other terrain is refused with the reason', async () => {
  const checkpoint = (await whole).filter((event) => event.kind === 'checkpoint').at(-1)?.bytes ?? null;
  const others = [...spec.terrain.dtms, { path: fixture('clip_wgs84.tif') }];
  const elsewhere = { ...spec, terrain: { ...spec.terrain, dtms: others }, checkpoint };
  await expect(eventsOf(elsewhere)).rejects.toThrow(/Cannot resume.*it was made with other DTMs/);
});

describe('a diverging training', () => {
  async function untilItFails(request: TrainSpec): Promise<{ events: TrainEvent[]; error: unknown }> {
    const events: TrainEvent[] = [];
    try {
      for await (const event of train(request, live())) events.push(event);
    } catch (error) {
      return { events, error };
    }
    throw new Error('It did not diverge.');
  }

  test('stops with an error and leaves the previous checkpoint, from which a lower rate resumes', async () => {
    const events = await whole;
    const checkpoint = events.find((event) => event.kind === 'checkpoint')?.bytes ?? null;
    const failed = await untilItFails({ ...spec, learningRate: 1e38, checkpoint });
    expect(failed.error).toMatchObject({ code: 'diverged' });
    expect(String(failed.error)).toMatch(
      /at step [5-8] of 16 .*The checkpoint of step 4 is kept.*below 1e\+38 /,
    );
    expect(failed.events.some((event) => event.kind === 'checkpoint')).toBe(false);
    expect(tf.memory().numTensors).toBe(tensorsBefore);

    const resumed = await eventsOf({ ...spec, checkpoint });
    expect(Buffer.compare(encoderOf(resumed).weights, encoderOf(events).weights)).toBe(0);
  });

  test('says that nothing is kept when it diverges from the first step', async () => {
    const { events, error } = await untilItFails({ ...spec, images: 64, learningRate: 1e38 });
    expect(events.some((event) => event.kind === 'checkpoint')).toBe(false);
    expect(error).toMatchObject({ code: 'diverged' });
    expect(String(error)).toMatch(/Nothing of it is kept/);
  });
});

test('an unknown preset is refused with the names of the known ones', async () => {
  await expect(eventsOf({ ...spec, preset: 'topo3vec' })).rejects.toThrow('topo2vec-4');
});

test('the trained encoder embeds, and training leaks no tensors', async () => {
  const { card, weights } = encoderOf(await whole);
  const before = tf.memory().numTensors;
  const encoder = buildEncoder({ key: 'k', card, weights });
  const embeddings = encoder.embed(new Float32Array(289).fill(0.5));
  encoder.dispose();
  expect(embeddings).toHaveLength(128);
  expect(tf.memory().numTensors).toBe(before);
  expect(before).toBe(tensorsBefore);
});
