import type { LonLatBox } from '../../../shared/geo';
import { PATCH_VALUES } from '../../../shared/patch';
import { throwIfAborted } from '../../../shared/errors';
import { normalisePatches, normaliseTargets } from '../../terrain/patch/normalise';
import type { Terrain } from '../../terrain/terrain';
import { symmetryPermutations } from './symmetry';

/** Locations sampled between two reports of progress. */
const CHUNK = 1024;

/** Pairs of a patch and its finer target, in chunks of one radius each. */
export interface TrainingSet {
  readonly chunks: readonly TrainingChunk[];
  /** Pairs in all. */
  readonly size: number;
  /** Values of one target: (16 k)^2. */
  readonly targetValues: number;
}

export interface TrainingChunk {
  readonly radiusM: number;
  /** [n, 289] normalised to 0..1 */
  readonly inputs: Float32Array;
  /** [n, (16 k)^2] normalised with their inputs' minimum and range */
  readonly targets: Float32Array;
}

/**
 * Samples patches and their targets around random locations, each location at every radius (paper, algorithm 1).
 * Yields the number of images sampled so far; returns the set.
 * @param count images over all radii
 * @param box where the locations lie
 * @param outside whole patches stay out of this box; null: no such box
 */
export async function* sampleTrainingSet(
  terrain: Terrain,
  count: number,
  radiiM: readonly number[],
  factor: number,
  seed: number,
  box: LonLatBox,
  signal?: AbortSignal,
): AsyncGenerator<number, TrainingSet> {
  const largestM = Math.max(...radiiM);
  const locationCount = Math.ceil(count / radiiM.length);
  const locations = await terrain.randomLocations(locationCount, largestM, seed, box);
  const chunks: TrainingChunk[] = [];
  const targetValues = (16 * factor) ** 2;
  let size = 0;
  for (let from = 0; from < locationCount; from += CHUNK) {
    for (const radiusM of radiiM) {
      throwIfAborted(signal);
      const some = locations.subarray(from * 2, Math.min(locationCount, from + CHUNK) * 2);
      const patches = await terrain.samplePatches(some, radiusM);
      const finer = await terrain.sampleTargets(some, radiusM, factor);
      const whole = Uint8Array.from(patches.valid, (valid, i) => valid & (finer.valid[i] ?? 0));
      const { values: inputs, minM, rangeM } = normalisePatches(keep(patches.values, PATCH_VALUES, whole));
      const targets = keep(finer.values, targetValues, whole);
      normaliseTargets(targets, minM, rangeM, targets);
      chunks.push({ radiusM, inputs, targets });
      size += minM.length;
      yield size;
    }
  }
  return { chunks, size, targetValues };
}

/** The rows whose flag is set. */
function keep(rows: Float32Array, width: number, flags: Uint8Array): Float32Array<ArrayBuffer> {
  const kept = new Float32Array(flags.reduce((sum, flag) => sum + flag, 0) * width);
  let at = 0;
  flags.forEach((flag, row) => {
    if (flag === 0) return;
    kept.set(rows.subarray(row * width, (row + 1) * width), at);
    at += width;
  });
  return kept;
}

/** One batch as the network takes it. */
export interface Batch {
  /** [n, 289] */
  readonly inputs: Float32Array;
  /** [n, (16 k)^2] */
  readonly targets: Float32Array;
}

/** Puts batches together out of a training set. */
export class BatchAssembler {
  readonly #set: TrainingSet;
  readonly #inputCopies = symmetryPermutations(17);
  readonly #targetCopies: Uint32Array[];
  /** First image of each chunk. */
  readonly #starts: number[] = [];

  constructor(set: TrainingSet) {
    this.#set = set;
    this.#targetCopies = symmetryPermutations(Math.sqrt(set.targetValues));
    let start = 0;
    for (const chunk of set.chunks) {
      this.#starts.push(start);
      start += chunk.inputs.length / PATCH_VALUES;
    }
  }

  /**
   * @param images indices into the set
   * @param symmetries [n] for each image which of its eight copies
   */
  assemble(images: Uint32Array, symmetries: Uint8Array): Batch {
    const { targetValues } = this.#set;
    const inputs = new Float32Array(images.length * PATCH_VALUES);
    const targets = new Float32Array(images.length * targetValues);
    images.forEach((image, i) => {
      const { chunk, row } = this.#find(image);
      const symmetry = symmetries[i] ?? 0;
      copy(chunk.inputs, row, this.#inputCopies[symmetry], inputs, i);
      copy(chunk.targets, row, this.#targetCopies[symmetry], targets, i);
    });
    return { inputs, targets };
  }

  #find(image: number): { chunk: TrainingChunk; row: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= image) low = middle;
      else high = middle - 1;
    }
    const chunk = this.#set.chunks[low];
    if (chunk === undefined) throw new Error(`No image ${image}.`);
    return { chunk, row: image - (this.#starts[low] ?? 0) };
  }
}

/** Copies row `from` of one array to row `to` of another, its cells in the order of a permutation. */
function copy(
  source: Float32Array,
  from: number,
  permutation: Uint32Array | undefined,
  target: Float32Array,
  to: number,
): void {
  if (permutation === undefined) throw new Error('No such symmetry.');
  const width = permutation.length;
  const first = from * width;
  const start = to * width;
  for (let i = 0; i < width; i++) target[start + i] = source[first + (permutation[i] ?? 0)] ?? NaN;
}
