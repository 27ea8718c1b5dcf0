import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { loadTensorflow } from '../../../src/main/compute/backend';
import { readNetwork } from '../../../src/main/compute/encoderFile';
import { computeHandlers } from '../../../src/main/compute/handlers';
import { reconstructionLoss } from '../../../src/main/compute/training/reconstruction';
import { sampleImages } from '../../../src/main/compute/training/trainingSet';
import { openTerrain } from '../../../src/main/terrain/terrain';
import type { EncoderWeights, LatticeValue } from '../../../src/shared/contract/compute';
import { encoderCard } from '../../../src/shared/encoderCard';

beforeAll(loadTensorflow);

const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const terrain = { dtms: [{ path: file('test/fixtures/dtm/liechtenstein_srtm1.tif') }], cacheDir: tmpdir() };

const folder = 'resources/encoders/topo2vec-4';
const encoder: EncoderWeights = {
  key: 'shipped',
  card: encoderCard.parse(JSON.parse(readFileSync(file(`${folder}/card.json`), 'utf8'))),
  weights: readFileSync(file(`${folder}/weights.bin`)),
};

const live = (): AbortSignal => new AbortController().signal;

test('the shipped encoder reconstructs ground that it has never seen', async () => {
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
    { encoder, terrain, locations: Float64Array.of(9.55, 47.15, 12, 47.15, 9.56, 47.2), radiusM: 240 },
    live(),
  );
  expect([...valid]).toEqual([1, 0, 1]);
  expect(embeddings).toHaveLength(3 * 128);
  expect(embeddings.subarray(128, 256).every((value) => value === 0)).toBe(true);
  expect(embeddings.subarray(0, 128).some((value) => value !== 0)).toBe(true);
});

test('a lattice is embedded chunk by chunk, as its locations are', async () => {
  const handlers = computeHandlers();
  const lattice: LatticeValue = {
    crsCode: 'EPSG:32632',
    originE: 530_000,
    originN: 5_225_000,
    stepM: 200,
    columns: 70,
    rows: 5,
  };
  const events = handlers.encoders.embedLattice(
    { encoder, terrain, lattice, radiusM: 240, chunks: [[1, 0]] },
    live(),
  );
  let chunks = 0;
  for await (const { chunkColumn, chunkRow, embeddings, valid } of events) {
    chunks++;
    expect([chunkColumn, chunkRow]).toEqual([1, 0]);
    expect(valid).toHaveLength(4096);
    expect(embeddings).toHaveLength(4096 * 128);
    // Six columns and five rows of the chunk lie in the lattice.
    expect(valid.reduce((sum, flag) => sum + flag, 0)).toBe(30);
  }
  expect(chunks).toBe(1);
});
