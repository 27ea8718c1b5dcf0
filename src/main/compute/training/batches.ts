import { PATCH_SIZE, PATCH_VALUES } from '../../../shared/terrain/patch';
import { symmetryPermutations } from '../encoders/symmetry';
import type { TrainingSet } from './trainingSet';

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

  constructor(set: TrainingSet) {
    this.#set = set;
    this.#targetCopies = symmetryPermutations(Math.sqrt(set.targets.width));
  }

  /**
   * @param images indices into the set
   * @param symmetries [n] for each image which of its eight copies
   */
  assemble(images: Uint32Array, symmetries: Uint8Array): Batch {
    const { inputs: patches, targets: finer } = this.#set;
    const inputs = new Float32Array(images.length * PATCH_VALUES);
    const targets = new Float32Array(images.length * finer.width);
    images.forEach((image, i) => {
      const symmetry = symmetries[i] ?? 0;
      copyPermuted(patches.row(image), this.#inputCopies[symmetry], inputs, i * PATCH_VALUES);
      copyPermuted(finer.row(image), this.#targetCopies[symmetry], targets, i * finer.width);
    });
    return { inputs, targets };
  }
}

/** Copies a raster to index `at` on of another array, its cells in the order of a permutation. */
export function copyPermuted(
  raster: Float32Array,
  permutation: Uint32Array | undefined,
  target: Float32Array,
  at: number,
): void {
  if (permutation === undefined) throw new Error('No such symmetry.');
  for (let i = 0; i < permutation.length; i++) target[at + i] = raster[permutation[i] ?? 0] ?? NaN;
}
