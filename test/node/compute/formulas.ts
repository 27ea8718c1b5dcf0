import { Rows } from '../../../src/main/compute/numeric/rows';
import type { TrainingSet } from '../../../src/main/compute/training/trainingSet';
import { normalisePatches, normaliseTargets } from '../../../src/main/terrain/patch/normalise';
import { sizeOf, type StoredTensor } from '../../../src/main/compute/encoders/safetensors';

/** Values that test/fixtures/reference/networks.py takes as well. */
export const wave = (count: number, number: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(0.37 * i + number));

/** A network's tensors by formula, in the order of its specs. */
export const formulaTensors = (
  specs: readonly { name: string; shape: readonly number[] }[],
): Map<string, StoredTensor> =>
  new Map(
    specs.map(({ name, shape }, number) => {
      const values = Float32Array.from(wave(sizeOf(shape), number), (value) => {
        if (name.endsWith('/kernel')) return value * Math.sqrt(2 / sizeOf(shape.slice(0, -1)));
        return name.endsWith('/gamma') ? 1 + 0.3 * value : 0.2 * value;
      });
      return [name, { shape, values }];
    }),
  );

/** Patches by formula, [count, 289]. */
export const formulaPatches = (count: number): Float32Array =>
  Float32Array.from(wave(count * 289, 0.5), (value, i) => value + 0.01 * (i % 289));

/**
 * Terrain by formula, eight waves in directions of each image's own, the shorter the lower: [count, size x size]
 * metres.
 * @param position of a sample along an edge, -1..1
 */
function formulaGround(
  count: number,
  size: number,
  position: (i: number) => number,
): Float32Array<ArrayBuffer> {
  const ground = new Float32Array(count * size * size);
  for (const i of ground.keys()) {
    const image = Math.floor(i / (size * size));
    const [u, v] = [position(i % size), position(Math.floor(i / size) % size)];
    let heightM = 0;
    for (let k = 0; k < 8; k++) {
      const direction = 1.7 * image + 2.1 * k * k;
      const along = Math.cos(direction) * u + Math.sin(direction) * v;
      const amplitudeM = (1 + Math.sin(0.8 * image + 2 * k)) / (1 + k);
      heightM += amplitudeM * Math.sin((1.5 + 1.4 * k) * along + 0.9 * image + 1.3 * k);
    }
    ground[i] = heightM;
  }
  return ground;
}

/** Pairs of patches and targets on terrain by formula. */
export function formulaSet(count: number): TrainingSet {
  const patches = formulaGround(count, 17, (i) => -1 + i / 8);
  const { values, minM, rangeM } = normalisePatches(patches);
  const finer = formulaGround(count, 64, (i) => -1 + (i + 0.5) / 32);
  const set = { inputs: new Rows(17 * 17), targets: new Rows(64 * 64) };
  set.inputs.add(values);
  normaliseTargets(finer, minM, rangeM, finer);
  set.targets.add(finer);
  return set;
}
