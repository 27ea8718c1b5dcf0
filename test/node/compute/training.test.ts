import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { loadTensorflow, tf } from '../../../src/main/compute/backend';
import { buildEncoder } from '../../../src/main/compute/encoder';
import { train } from '../../../src/main/compute/training/train';
import type { TrainEvent, TrainSpec } from '../../../src/shared/contract/compute';

beforeAll(loadTensorflow);

const dtm = fileURLToPath(new URL('../../fixtures/dtm/liechtenstein_srtm1.tif', import.meta.url));

const spec: TrainSpec = {
  terrain: { dtms: [{ path: dtm }], cacheDir: tmpdir() },
  preset: 'topo2vec-4',
  name: 'small',
  images: 256,
  epochs: 5,
  radiiM: [960, 1200],
  seed: 5,
  validationBox: null,
  data: [{ name: 'liechtenstein_srtm1.tif', fingerprint: 'f', licence: 'public domain' }],
  checkpoint: null,
};

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

/** What a training with these settings gives, once. */
const whole = eventsOf(spec);

test('the loss falls, on ground held out too, and the card says what happened', async () => {
  const events = await whole;
  const progress = events.filter((event) => event.kind === 'progress');
  const first = progress[0];
  const last = progress.at(-1);
  expect(last?.lossTrain).toBeLessThan((first?.lossTrain ?? 0) * 0.8);
  expect(last).toMatchObject({ step: 10, steps: 10, images: 1280, imagesTotal: 1280 });
  const { card } = encoderOf(events);
  expect(card).toMatchObject({
    name: 'small',
    variant: 'topo2vec-4',
    factor: 4,
    radiiM: [960, 1200],
    seed: 5,
  });
  expect(card).toMatchObject({
    images: 256,
    epochs: 5,
    presentations: 1280,
    batchSize: 128,
    data: spec.data,
  });
  // Bilinear interpolation is far better than a network after ten steps, and not perfect.
  expect(card.lossBilinear).toBeGreaterThan(0.002);
  expect(card.lossBilinear).toBeLessThan(0.05);
  expect(card.lossValidation).toBe(last?.lossValidation);
});

test('the same seed gives the same weights to the last bit, another seed others', async () => {
  const { weights } = encoderOf(await whole);
  expect(Buffer.compare(encoderOf(await eventsOf(spec)).weights, weights)).toBe(0);
  const other = encoderOf(await eventsOf({ ...spec, seed: 6 })).weights;
  expect(Buffer.compare(other, weights)).not.toBe(0);
});

test('a training that goes on from a checkpoint ends like one that never stopped', async () => {
  let checkpoint: Uint8Array | null = null;
  let steps = 0;
  for await (const event of train(spec, live())) {
    if (event.kind === 'progress') steps = event.step;
    if (event.kind === 'checkpoint') checkpoint = event.bytes;
    if (steps === 4 && event.kind === 'checkpoint') break;
  }
  expect(steps).toBe(4);

  const resumed = await eventsOf({ ...spec, checkpoint });

  const first = resumed.find((event) => event.kind === 'progress');
  expect(first?.step).toBeGreaterThan(4);
  const uninterrupted = encoderOf(await whole);
  expect(Buffer.compare(encoderOf(resumed).weights, uninterrupted.weights)).toBe(0);
});

test('stops between two steps when it is told to', async () => {
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
  expect(steps[0]).toBeLessThan(10);
});

test('a checkpoint of other settings is refused', async () => {
  const checkpoint = (await whole).filter((event) => event.kind === 'checkpoint').at(-1)?.bytes ?? null;
  await expect(eventsOf({ ...spec, epochs: 6, checkpoint })).rejects.toMatchObject({ code: 'bad-input' });
  const broken = checkpoint?.slice(0, -4) ?? null;
  await expect(eventsOf({ ...spec, checkpoint: broken })).rejects.toMatchObject({ code: 'bad-input' });
});

test('an unknown preset is refused with the names of the known ones', async () => {
  await expect(eventsOf({ ...spec, preset: 'topo3vec' })).rejects.toThrow('topo2vec-4');
});

test('the trained encoder embeds, and training leaves no tensors behind', async () => {
  const { card, weights } = encoderOf(await whole);
  const before = tf.memory().numTensors;
  const encoder = buildEncoder({ key: 'k', card, weights });
  const embeddings = encoder.embed(new Float32Array(289).fill(0.5));
  encoder.dispose();
  expect(embeddings).toHaveLength(128);
  expect(tf.memory().numTensors).toBe(before);
  expect(before).toBe(0);
});
