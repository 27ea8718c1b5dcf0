import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { storedEncoderCard } from '../../src/shared/encoderCard';
import { EMBEDDING_SIZE, PATCH_VALUES } from '../../src/shared/patch';
import { Random } from '../../src/shared/random';
import { findTrainingPreset } from '../../src/shared/trainingPresets';
import { loadTensorflow, softwareVersions } from '../../src/main/compute/backend';
import { embedPatches, foldNetwork } from '../../src/main/compute/embedding';
import { readNetwork } from '../../src/main/compute/encoderFile';
import { computeHandlers } from '../../src/main/compute/handlers';
import { train } from '../../src/main/compute/training/train';
import { foldByBlocks } from '../../src/main/engine/heads/trainingSet';
import { Nearest, squaredDistances } from '../../src/main/engine/retrieval/nearest';
import { chunksOf, latticeForBox } from '../../src/main/terrain/geo/lattice';
import { openTerrain } from '../../src/main/terrain/terrain';
import { benchLabels } from './labels';

/** Measures what the product is judged by, and prints it beside the machine's name. Argument: a DTM. */
const root = resolve(__dirname, '..', '..');
const dtmPath = resolve(process.argv[2] ?? join(root, 'resources', 'sample', 'liechtenstein_srtm1.tif'));
const folder = mkdtempSync(join(tmpdir(), 'topo2vec-bench-'));
const sources = { dtms: [{ path: dtmPath }], cacheDir: join(folder, 'cache') };

const encoderFolder = join(root, 'resources', 'encoders', 'topo2vec-4');
const encoder = {
  key: 'shipped',
  card: storedEncoderCard.parse(JSON.parse(readFileSync(join(encoderFolder, 'card.json'), 'utf8'))),
  weights: readFileSync(join(encoderFolder, 'weights.bin')),
};

const say = (what: string, value: string): void => {
  console.log(`| ${what} | ${value} |`);
};
const perSecond = (count: number, ms: number): string => Math.round((count / ms) * 1000).toLocaleString('en');

/** The best of several runs: others on the machine only ever slow a run down. */
async function best(runs: number, work: () => Promise<void> | void): Promise<number> {
  let leastMs = Infinity;
  for (let run = 0; run < runs; run++) {
    const from = performance.now();
    await work();
    leastMs = Math.min(leastMs, performance.now() - from);
  }
  return leastMs;
}

async function main(): Promise<void> {
  await loadTensorflow();
  const software = Object.entries(softwareVersions()).map((entry) => entry.join(' '));
  console.log(
    `${cpus()[0]?.model ?? 'CPU'}, ${cpus().length} threads, ${Math.round(totalmem() / 2 ** 30)} GB; ` +
      `Node ${process.versions.node}; ${software.join(', ')}; ${basename(dtmPath)}; best of several runs\n`,
  );
  console.log('| what | measured |\n|---|---|');
  await benchEncoder();
  await benchTraining();
  await benchTerrain();
  await benchNearest();
  await benchRefit();
  await benchTilesWhileTraining();
  const { importMs, listMs, peakBytes } = await benchLabels(folder, dtmPath, join(root, 'resources'));
  say(
    '500,000 labels imported from GeoJSON, then listed; most memory of the process',
    `${(importMs / 1000).toFixed(1)} s, ${(listMs / 1000).toFixed(1)} s; ${Math.round(peakBytes / 1e6)} MB`,
  );
  rmSync(folder, { recursive: true, force: true });
}

async function benchEncoder(): Promise<void> {
  const network = foldNetwork(readNetwork(encoder.weights, 'shipped'));
  const random = new Random(1);
  const patches = Float32Array.from({ length: 16_384 * PATCH_VALUES }, () => random.nextFloat());
  embedPatches(network, patches);
  const ms = await best(10, () => {
    embedPatches(network, patches);
  });
  say('encoder, normalised patches/s (batches of 4,096)', perSecond(16_384, ms));
  network.dispose();
}

async function benchTraining(): Promise<void> {
  const preset = findTrainingPreset('topo2vec-4');
  const stop = new AbortController();
  let fastest = 0;
  try {
    const events = train(
      {
        terrain: sources,
        preset: preset.name,
        name: 'bench',
        images: 4096,
        epochs: 6,
        seed: 0,
        validationBox: null,
        data: [],
        checkpoint: null,
      },
      stop.signal,
    );
    for await (const event of events)
      if (event.kind === 'progress') fastest = Math.max(fastest, event.imagesPerSecond);
  } finally {
    stop.abort();
  }
  say(`topo2vec-4 training, images/s (batch ${preset.batchSize})`, Math.round(fastest).toLocaleString('en'));
}

async function benchTerrain(): Promise<void> {
  const terrain = await openTerrain(sources);
  const locations = await terrain.randomLocations(4096, 960, 1);
  await terrain.samplePatches(locations, 240);
  const fineMs = await best(10, async () => {
    await terrain.samplePatches(locations, 240);
  });
  say('patches sampled/s, radius 240 m', perSecond(4096, fineMs));
  const wideMs = await best(10, async () => {
    await terrain.samplePatches(locations, 960);
  });
  say('patches sampled/s, radius 960 m (area means)', perSecond(4096, wideMs));
  const lattice = latticeForBox(terrain.box, 120);
  await terrain.close();
  const { encoders } = computeHandlers();
  const { signal } = new AbortController();
  const from = performance.now();
  const rotation = await encoders.rotation({ encoder, terrain: sources, radiusM: 240 }, signal);
  let cells = 0;
  const chunks = encoders.embedLattice(
    { encoder, terrain: sources, rotation, lattice, radiusM: 240, chunks: chunksOf(lattice) },
    signal,
  );
  for await (const { scale } of chunks) cells += scale.filter((value) => !Number.isNaN(value)).length;
  const ms = performance.now() - from;
  say(
    'lattice of the DTM at 120 m, radius 240 m, sampled and embedded',
    `${cells.toLocaleString('en')} in ${(ms / 1000).toFixed(1)} s`,
  );
}

async function benchNearest(): Promise<void> {
  const count = 1_000_000;
  const random = new Random(2);
  const rows = Float32Array.from({ length: 4096 * EMBEDDING_SIZE }, () => random.nextFloat());
  const query = Float32Array.from({ length: EMBEDDING_SIZE }, () => random.nextFloat());
  const distances = new Float32Array(4096);
  const ms = await best(3, () => {
    const nearest = new Nearest(1000);
    for (let from = 0; from < count; from += 4096) {
      squaredDistances(rows, query, distances);
      for (const [row, squared] of distances.entries()) nearest.offer(from + row, squared);
    }
    nearest.sorted();
  });
  say('1,000 nearest of 1,000,000 x 128, exact', `${Math.round(ms)} ms`);
}

/**
 * What a labelling loop does after an answer: it embeds one more patch, and fits the head on 200 labels, calibrated and measured on
 * blocks of ground. A place counts as positive where it stands above the mean of its patch. Half of them are positive.
 */
async function benchRefit(): Promise<void> {
  const radiusM = 240;
  const runs = 20;
  const polarFolder = join(root, 'resources', 'encoders', 'polar');
  const polar = {
    key: 'polar',
    card: storedEncoderCard.parse(JSON.parse(readFileSync(join(polarFolder, 'card.json'), 'utf8'))),
    weights: readFileSync(join(polarFolder, 'weights.bin')),
  };
  const terrain = await openTerrain(sources);
  const drawn = await terrain.randomLocations(2000, radiusM, 4);
  const { values } = await terrain.samplePatches(drawn, radiusM);
  await terrain.close();
  const isHigh = (place: number): boolean => {
    const patch = values.subarray(place * PATCH_VALUES, (place + 1) * PATCH_VALUES);
    return (patch[(PATCH_VALUES - 1) / 2] ?? 0) > patch.reduce((sum, value) => sum + value, 0) / PATCH_VALUES;
  };
  const all = Array.from({ length: drawn.length / 2 }, (_, place) => place);
  const ofSign = (high: boolean): number[] => all.filter((place) => isHigh(place) === high).slice(0, 100);
  const places = [...ofSign(true), ...ofSign(false)];
  const locations = Float64Array.from(
    places.flatMap((place) => [...drawn.subarray(2 * place, 2 * place + 2)]),
  );
  const { encoders, heads } = computeHandlers();
  const { signal } = new AbortController();
  const ask = { encoder: polar, terrain: sources, radiusM, copies: 1 } as const;
  const { embeddings } = await encoders.embedLocations({ ...ask, locations }, signal);
  const problem = {
    embeddings,
    copies: 1,
    labels: Uint8Array.from(places, (place) => (isHigh(place) ? 1 : 0)),
    size: embeddings.length / places.length,
    c: polar.card.headC,
    gamma: null,
    balanced: true,
    seed: 0,
    folds: foldByBlocks(locations, 8 * radiusM, 0),
  } as const;
  const refitMs: number[] = [];
  for (let run = 0; run < runs; run++) {
    const from = performance.now();
    await encoders.embedLocations({ ...ask, locations: drawn.subarray(2 * run, 2 * run + 2) }, signal);
    await heads.fitMeasured(problem, signal);
    refitMs.push(performance.now() - from);
  }
  refitMs.sort((a, b) => a - b);
  say(
    `refit of a labelling loop, ${places.length} labels, polar: median of ${runs}`,
    `${Math.round(refitMs[runs / 2] ?? NaN)} ms`,
  );
}

/** Training in another process, as in the app; tiles in this one. */
async function benchTilesWhileTraining(): Promise<void> {
  const cli = (args: string[]): ReturnType<typeof spawn> =>
    spawn(process.execPath, [join(__dirname, 'cli.js'), ...args], { stdio: 'ignore' });
  const ended = (child: ReturnType<typeof spawn>): Promise<unknown> =>
    new Promise((done) => child.once('exit', done));
  const project = join(folder, 'bench.topo2vec');
  await ended(cli(['new', project]));
  await ended(cli(['import', project, dtmPath]));
  const training = cli(['train', project, '--images', '4096', '--epochs', '1000']);
  const terrain = await openTerrain({ ...sources, cacheDir: `${project}.cache` });
  const { westDeg, southDeg, eastDeg, northDeg } = terrain.box;
  const random = new Random(3);
  const latencies: number[] = [];
  const until = performance.now() + 30_000;
  while (performance.now() < until) {
    const zoom = 9 + random.nextInt(6);
    const lonDeg = westDeg + random.nextFloat() * (eastDeg - westDeg);
    const latDeg = southDeg + random.nextFloat() * (northDeg - southDeg);
    const tiles = 2 ** zoom;
    const x = Math.floor(((lonDeg + 180) / 360) * tiles);
    const y = Math.floor(((1 - Math.asinh(Math.tan((latDeg * Math.PI) / 180)) / Math.PI) / 2) * tiles);
    const from = performance.now();
    await terrain.tile(zoom, x, y);
    // The first seconds pass while the training still samples its patches.
    if (until - from < 20_000) latencies.push(performance.now() - from);
  }
  const stopped = ended(training);
  training.kill();
  await stopped;
  await terrain.close();
  latencies.sort((a, b) => a - b);
  const at = (share: number): string =>
    `${(latencies[Math.floor(share * latencies.length)] ?? NaN).toFixed(1)} ms`;
  say('map tile while training runs, p50 / p95', `${at(0.5)} / ${at(0.95)}`);
}

void main();
