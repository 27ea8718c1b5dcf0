import { PATCH_SIZE, PATCH_VALUES } from '../../../shared/patch';
import { symmetryPermutations } from '../symmetry';
import type { TrainingChunk, TrainingSet } from './trainingSet';

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
  readonly #inputCopies = symmetryPermutations(PATCH_SIZE);
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
