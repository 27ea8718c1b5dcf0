import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { TensorSpec } from '../../../src/main/compute/architectures/namedTensors';
import { loadTensorflow, tf } from '../../../src/main/compute/backend';
import { readNetwork } from '../../../src/main/compute/encoders/encoderFile';
import { computeHandlers } from '../../../src/main/compute/handlers';
import { sizeOf } from '../../../src/main/compute/encoders/safetensors';
import { l1Loss } from '../../../src/main/compute/training/l1Loss';
import { FinerPatches } from '../../../src/main/compute/training/objectives/finerPatches';
import { imageTensors, reconstructionLoss } from '../../../src/main/compute/training/reconstruction';
import { sampleImages } from '../../../src/main/compute/training/trainingSet';
import { decodeRows } from '../../../src/main/layers/decodeRows';
import { locationsOfChunk } from '../../../src/main/terrain/geo/lattice';
import { openTerrain } from '../../../src/main/terrain/terrain';
import type { EncoderWeights, LatticeValue } from '../../../src/shared/contract/compute';
import { storedEncoderCard } from '../../../src/shared/encoders/encoderCard';
import { trainingSettings } from '../../../src/shared/encoders/trainingPresets';
import { formulaSet } from './formulas';
import { reference } from './reference';

beforeAll(loadTensorflow);

const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const terrain = { dtms: [{ path: file('test/fixtures/dtm/liechtenstein_srtm1.tif') }], cacheDir: tmpdir() };

const folder = 'resources/encoders/topo2vec-4';
const encoder: EncoderWeights = {
  key: 'shipped',
  card: storedEncoderCard.parse(JSON.parse(readFileSync(file(`${folder}/card.json`), 'utf8'))),
  weights: readFileSync(file(`${folder}/weights.bin`)),
};

const live = (): AbortSignal => new AbortController().signal;

test('the shipped encoder reconstructs unseen terrain', async () => {
  const ground = await openTerrain(terrain);
  const box = { westDeg: 9.45, southDeg: 47.12, eastDeg: 9.65, northDeg: 47.28 };
  const locations = await ground.randomLocations(256, 960, 1, box);
  const images = await sampleImages(ground, locations, 960, 4);
  await ground.close();
  // The patch's mean has 0.18 here, a network with other weights about 0.4.
  expect(reconstructionLoss(readNetwork(encoder.weights, 'shipped'), images)).toBeLessThan(0.06);
});

test('locations without a patch are marked and hold zeros', async () => {
  const { embeddings, valid } = await computeHandlers().encoders.embedLocations(
    {
      encoder,
      terrain,
      locations: Float64Array.of(9.55, 47.15, 12, 47.15, 9.56, 47.2),
      radiusM: 240,
      copies: 1,
    },
    live(),
  );
  expect([...valid]).toEqual([1, 0, 1]);
  expect(embeddings).toHaveLength(3 * 128);
  expect(embeddings.subarray(128, 256).every((value) => value === 0)).toBe(true);
  expect(embeddings.subarray(0, 128).some((value) => value !== 0)).toBe(true);
});

test('a lattice is embedded chunk by chunk with the embeddings of its locations, up to rounding', async () => {
  const handlers = computeHandlers();
  const lattice: LatticeValue = {
    crsCode: 'EPSG:32632',
    originE: 530_000,
    originN: 5_225_000,
    stepM: 200,
    columns: 70,
    rows: 5,
  };
  const rotation = await handlers.encoders.rotation({ encoder, terrain, radiusM: 240 }, live());
  const locations = locationsOfChunk(lattice, 1, 0);
  const { embeddings } = await handlers.encoders.embedLocations(
    { encoder, terrain, locations, radiusM: 240, copies: 1 },
    live(),
  );
  const events = handlers.encoders.embedLattice(
    { encoder, terrain, rotation, lattice, radiusM: 240, chunks: [[1, 0]] },
    live(),
  );
  let chunks = 0;
  for await (const chunk of events) {
    chunks++;
    expect([chunk.chunkColumn, chunk.chunkRow]).toEqual([1, 0]);
    const cells = [...chunk.scale.keys()].filter((cell) => !Number.isNaN(chunk.scale[cell]));
    // Six columns and five rows of the chunk lie in the lattice.
    expect(cells).toHaveLength(30);
    const decoded = decodeRows(rotation, chunk, cells);
    for (const [row, cell] of cells.entries()) {
      const apart = Array.from({ length: 128 }, (_, i) =>
        Math.abs((decoded[row * 128 + i] ?? NaN) - (embeddings[cell * 128 + i] ?? NaN)),
      );
      expect(Math.hypot(...apart)).toBeLessThanOrEqual(chunk.error[cell] ?? NaN);
    }
  }
  expect(chunks).toBe(1);
});

test('a lattice is classified by the mean over rotated and mirrored copies of each patch', async () => {
  const handlers = computeHandlers();
  const lattice: LatticeValue = {
    crsCode: 'EPSG:32632',
    originE: 542_800,
    originN: 5_225_000,
    stepM: 200,
    columns: 3,
    rows: 2,
  };
  const asked = { encoder, terrain, radiusM: 240 };
  const locations = locationsOfChunk(lattice, 0, 0);
  const { embeddings, valid } = await handlers.encoders.embedLocations(
    { ...asked, locations, copies: 8 },
    live(),
  );
  const inside = [...valid.keys()].filter((cell) => valid[cell] === 1);
  expect(inside).toHaveLength(6);
  const upright = await handlers.encoders.embedLocations({ ...asked, locations, copies: 1 }, live());
  const row = (of: Float32Array, index: number): Float32Array => of.subarray(index * 128, (index + 1) * 128);
  const cell = inside[4] ?? 0;
  expect(row(embeddings, 8 * cell)).toEqual(row(upright.embeddings, cell));
  expect(row(embeddings, 8 * cell + 1)).not.toEqual(row(embeddings, 8 * cell));

  const head = {
    kind: 'svm',
    gamma: 0.01,
    rho: 0.2,
    vectors: row(upright.embeddings, inside[0] ?? 0),
    coefficients: Float32Array.of(1),
    size: 128,
    copies: 8,
    plattA: -1,
    plattB: 0,
  } as const;
  const chunks: [number, number][] = [[0, 0]];
  for await (const chunk of handlers.heads.predictLattice({ ...asked, head, lattice, chunks }, live())) {
    const decisions = Array.from({ length: 8 }, (_, copy) => {
      const each = row(embeddings, 8 * cell + copy);
      const squared = each.reduce((sum, value, i) => sum + (value - (head.vectors[i] ?? 0)) ** 2, 0);
      return Math.exp(-head.gamma * squared) - head.rho;
    });
    const mean = decisions.reduce((sum, decision) => sum + decision, 0) / 8;
    expect(chunk.decisions[cell]).toBeCloseTo(mean, 4);
    expect(chunk.decisions[70]).toBeNaN();
  }
});

test('with the shipped weights frozen, loss and gradients equal those of another implementation', () => {
  const wanted = reference(
    'shipped.json',
    z.object({ l1: z.number(), gradientNorms: z.record(z.string(), z.number()) }),
  );
  const patches = new FinerPatches(formulaSet(64), null, trainingSettings('topo2vec-4', false), 0);
  const { network } = patches;
  const { tensors } = readNetwork(encoder.weights, 'shipped');
  const fill = (specs: readonly TensorSpec[], values: Float32Array): void => {
    let at = 0;
    for (const { name, shape } of specs) {
      values.set(tensors.get(name)?.values ?? [], at);
      at += sizeOf(shape);
    }
  };
  fill(network.parameterSpecs, network.parameters);
  fill(network.statisticSpecs, network.statistics);
  const { inputs, targets } = patches.batch({
    images: Uint32Array.from({ length: 64 }, (_, i) => i),
    from: 0,
  });
  const { gradient, observed } = network.gradients(true, (context) => {
    const { x, y } = imageTensors(inputs, targets, 4);
    const { generated, offCentre } = patches.forward(x, context);
    const l1 = l1Loss(generated, y);
    context.observe('l1', l1);
    return tf.add(l1, offCentre);
  });
  expect(observed('l1')[0]).toBeCloseTo(wanted.l1, 5);
  let at = 0;
  for (const { name, shape } of network.parameterSpecs) {
    const values = gradient.subarray(at, (at += sizeOf(shape)));
    const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    const expected = wanted.gradientNorms[name.replace('decoder/out', 'out')] ?? NaN;
    expect(Math.abs(norm / expected - 1), name).toBeLessThan(1e-3);
  }
});
