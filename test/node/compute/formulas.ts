import { sizeOf, type StoredTensor } from '../../../src/main/compute/safetensors';

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
