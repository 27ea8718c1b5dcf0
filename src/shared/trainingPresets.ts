import { UserError } from './errors';

/** How a network is trained: everything that can be chosen about it. */
export interface TrainingPreset {
  readonly name: string;
  readonly description: string;
  /** Fractal factor k: how many times finer than its input the decoder's output is. */
  readonly factor: 1 | 4;
  /** Whether the encoder ends without ReLU, so that embeddings may be negative. */
  readonly linearEmbedding: boolean;
  /** Images of the training set over all radii. */
  readonly images: number;
  readonly epochs: number;
  /** Radii of the patches, metres; validation is at the first. */
  readonly radiiM: readonly number[];
  readonly batchSize: number;
  /** Highest learning rate. */
  readonly learningRate: number;
  /** `adam`: Adam at a constant rate. `muon`: Muon for kernels, Adam for the rest, warm-up and cosine decay. */
  readonly optimiser: 'adam' | 'muon';
  /**
   * Share of the training in which batch norm uses each batch's own mean and variance; afterwards it keeps the running
   * ones, whose noise no longer hides small improvements.
   */
  readonly batchStatisticsShare: number;
  /** Whether each image is shown in one of its eight rotations and mirrorings, drawn anew each time. */
  readonly symmetries: boolean;
}

const topo2vec4: TrainingPreset = {
  name: 'topo2vec-4',
  description:
    'Patches to four times their resolution; the settings that measured best (docs/pretraining.md).',
  factor: 4,
  linearEmbedding: true,
  images: 30_000,
  epochs: 12,
  radiiM: [960, 1440, 1920],
  batchSize: 128,
  learningRate: 4e-3,
  optimiser: 'muon',
  batchStatisticsShare: 0.1,
  symmetries: true,
};

/** Presets that `train` knows, the default first. */
export const trainingPresets: readonly TrainingPreset[] = [
  topo2vec4,
  {
    ...topo2vec4,
    name: 'topo2vec-1',
    description: 'Patches to their own resolution; for radii too small for a finer target.',
    factor: 1,
  },
  {
    ...topo2vec4,
    name: 'paper',
    description: "topo2vec-4 with the paper's settings: Adam 2e-4, batch 64, 100,000 images, one radius.",
    linearEmbedding: false,
    images: 100_000,
    epochs: 30,
    radiiM: [960],
    batchSize: 64,
    learningRate: 2e-4,
    optimiser: 'adam',
    batchStatisticsShare: 1,
    symmetries: false,
  },
];

/** @throws UserError `bad-input` naming the presets there are */
export function findTrainingPreset(name: string): TrainingPreset {
  const found = trainingPresets.find((preset) => preset.name === name);
  if (found !== undefined) return found;
  const names = trainingPresets.map((preset) => preset.name).join(', ');
  throw new UserError('bad-input', `There is no preset "${name}". Take one of: ${names}.`);
}
