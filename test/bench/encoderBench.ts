import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { foldBatchNorm } from '../../src/main/compute/architectures/fold';
import { loadTensorflow, tf } from '../../src/main/compute/backend';
import { embedPatches, foldNetwork } from '../../src/main/compute/embedding';
import { readNetwork } from '../../src/main/compute/encoderFile';
import { FinerPatches } from '../../src/main/compute/training/objectives/finerPatches';
import { Reconstruction } from '../../src/main/compute/training/objectives/reconstruction';
import { Rows } from '../../src/main/compute/training/rows';
import { PATCH_VALUES } from '../../src/shared/patch';
import { Random } from '../../src/shared/random';
import { trainingSettings } from '../../src/shared/trainingPresets';

const root = resolve(__dirname, '..', '..');
const rivals = join(root, 'test', 'bench', 'encoderRivals.py');

/** A measured speed beside its rival's in the same run. */
export interface EncoderRow {
  readonly what: string;
  /** Items a second, the best of our runs. */
  readonly ours: number;
  /** The same of the rival; null where there is no Python with it. */
  readonly rival: number | null;
  /** Ours over the rival's, run by run. */
  readonly ratios: readonly number[];
}

const ROUNDS = 5;
const PATCHES = 16_384;
const SECONDS = 3;

/** What one run of the rivals prints: items a second. */
const found = z.object({ perSecond: z.number().positive() });

/** Runs a rival; null where the Python lacks its package. */
async function rivalOf(python: string, args: string[]): Promise<number | null> {
  try {
    const { stdout } = await promisify(execFile)(python, [rivals, ...args]);
    return found.parse(JSON.parse(stdout)).perSecond;
  } catch (error) {
    console.log(`${args[0] ?? ''}: skipped (${error instanceof Error ? error.message.split('\n')[0] : ''})`);
    return null;
  }
}

async function compare(
  what: string,
  ours: () => number,
  rival: () => Promise<number | null>,
): Promise<EncoderRow> {
  ours();
  const runs: { ours: number; rival: number | null }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    runs.push({ ours: ours(), rival: await rival() });
    if (runs[0]?.rival === null) break;
  }
  const theirs = runs.flatMap((run) => run.rival ?? []);
  return {
    what,
    ours: Math.max(...runs.map((run) => run.ours)),
    rival: theirs.length === 0 ? null : Math.max(...theirs),
    ratios: runs.flatMap((run) => (run.rival === null ? [] : [run.ours / run.rival])),
  };
}

/** Items a second in the best of many short turns. */
function fastest(items: number, turn: () => void): number {
  let least = Infinity;
  const end = performance.now() + SECONDS * 1000;
  do {
    const from = performance.now();
    turn();
    least = Math.min(least, performance.now() - from);
  } while (performance.now() < end);
  return (items / least) * 1000;
}

async function forwardRow(python: string | null): Promise<EncoderRow> {
  const stored = readNetwork(
    readFileSync(join(root, 'resources', 'encoders', 'topo2vec-4', 'weights.bin')),
    'shipped',
  );
  const folder = mkdtempSync(join(tmpdir(), 'topo2vec-bench-'));
  const tensors = new Map(
    [...stored.tensors].map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
  );
  const folded = foldBatchNorm(tensors);
  const random = new Random(1);
  const patches = Float32Array.from({ length: PATCHES * PATCH_VALUES }, () => random.nextFloat());
  const network = foldNetwork(stored);
  const weights = [...folded].map(([name, tensor]) => [
    name,
    { shape: tensor.shape, values: [...tensor.dataSync()] },
  ]);
  writeFileSync(join(folder, 'weights.json'), JSON.stringify(Object.fromEntries(weights)));
  const sample = patches.subarray(0, 256 * PATCH_VALUES);
  writeFileSync(join(folder, 'patches.f32'), sample);
  writeFileSync(join(folder, 'embeddings.f32'), embedPatches(network, sample));
  try {
    return await compare(
      'encoder topo2vec-4, patches/s',
      () => fastest(PATCHES, () => embedPatches(network, patches)),
      async () => (python === null ? null : rivalOf(python, ['onnxruntime', folder, String(SECONDS)])),
    );
  } finally {
    network.dispose();
    tf.dispose([...tensors.values(), ...folded.values()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function trainingRow(python: string | null, frozen: boolean): Promise<EncoderRow> {
  const settings = trainingSettings('topo2vec-4', false);
  const random = new Random(1);
  const rows = (width: number): Rows => {
    const all = new Rows(width);
    all.add(Float32Array.from({ length: 1024 * width }, () => random.nextFloat()));
    return all;
  };
  const set = { inputs: rows(PATCH_VALUES), targets: rows((16 * settings.factor) ** 2) };
  const objective = new Reconstruction(new FinerPatches(set, null, settings, 0));
  objective.startEpoch(random);
  const images = Uint32Array.from({ length: settings.batchSize }, (_, i) => i);
  let step = 0;
  return compare(
    `topo2vec-4 training at batch ${settings.batchSize}, batch norms ${frozen ? 'frozen' : 'not frozen'}, images/s`,
    () =>
      fastest(settings.batchSize, () => {
        objective.step({ images, from: 0, step: ++step, steps: 100_000, frozen });
      }),
    async () =>
      python === null ? null : rivalOf(python, ['torch', frozen ? 'frozen' : 'live', String(SECONDS)]),
  );
}

/**
 * The encoder beside onnxruntime, and its training beside PyTorch at its best batch and memory format.
 * @param python a Python with onnx, onnxruntime and torch; null: no rival is measured
 */
export async function encoderRows(python: string | null): Promise<EncoderRow[]> {
  await loadTensorflow();
  return [await forwardRow(python), await trainingRow(python, true), await trainingRow(python, false)];
}
