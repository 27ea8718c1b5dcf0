import { UserError } from './errors';

/**
 * What a training makes an encoder learn: `descriptor` nothing (the encoder is fixed), `reconstruction` finer patches,
 * `invariance` what stays when the terrain is turned or mirrored.
 */
export type TrainingMethod = 'descriptor' | 'reconstruction' | 'invariance';

/** How an encoder is trained: everything that can be chosen about it. */
export interface TrainingSettings {
  readonly name: string;
  readonly method: TrainingMethod;
  /** Fractal factor k: how many times finer than its input a decoder's output is. */
  readonly factor: 1 | 4;
  /** Whether the encoder ends without ReLU, so that embeddings may be negative. */
  readonly linearEmbedding: boolean;
  /** Images of the training set over all radii. */
  readonly images: number;
  readonly epochs: number;
  /** Radii of the patches, metres. */
  readonly radiiM: readonly number[];
  readonly batchSize: number;
  /** Highest learning rate. */
  readonly learningRate: number;
  /**
   * `adam`: Adam at a constant rate. The others with warm-up and cosine decay: `adamw`: AdamW, `muon`: Muon for kernels,
   * Adam for the rest.
   */
  readonly optimiser: 'adam' | 'adamw' | 'muon';
  /**
   * Share of the training in which batch norm uses each batch's own mean and variance; afterwards it keeps the running
   * ones, whose noise no longer hides small improvements.
   */
  readonly batchStatisticsShare: number;
  /** Whether each image is shown rotated and mirrored, drawn anew each time. */
  readonly symmetries: boolean;
  /** The SVM's C that measured best for heads on the encoder. */
  readonly headC: number;
}

/** Settings by name, and what the paper has in their place. */
export interface TrainingPreset extends TrainingSettings {
  readonly description: string;
  /** Null for a method that is not the paper's. */
  readonly paper: Partial<TrainingSettings> | null;
}

/** What the paper trains its autoencoders with (sections 2.4 and 3.1); batch size and epochs are of its authors' code. */
const paperReconstruction: Partial<TrainingSettings> = {
  linearEmbedding: false,
  images: 100_000,
  epochs: 30,
  radiiM: [960],
  batchSize: 64,
  learningRate: 2e-4,
  optimiser: 'adam',
  batchStatisticsShare: 1,
  symmetries: false,
};

const topo2vec4: TrainingPreset = {
  name: 'topo2vec-4',
  description:
    'Patches to four times their resolution; the settings that measured best (docs/pretraining.md).',
  method: 'reconstruction',
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
  headC: 1,
  paper: paperReconstruction,
};

const fixed: TrainingPreset = {
  ...topo2vec4,
  method: 'descriptor',
  images: 0,
  epochs: 0,
  radiiM: [],
  batchSize: 0,
  paper: {},
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
    name: 'topo2vec-inv',
    description: 'What stays of a patch when the terrain is turned or mirrored, in one pass of the encoder.',
    method: 'invariance',
    factor: 1,
    images: 120_000,
    epochs: 10,
    radiiM: [240, 480, 720, 960, 1440, 2880],
    batchSize: 256,
    learningRate: 3e-3,
    headC: 10,
    paper: null,
  },
  { ...fixed, name: 'id', description: 'The patch itself, 289 values. Nothing is trained.' },
  {
    ...fixed,
    name: 'polar',
    description:
      'What stays of a patch when the terrain is turned or mirrored, by formula. Nothing is trained.',
    headC: 10,
    paper: null,
  },
];

/** @throws UserError `bad-input` naming the presets there are */
export function findTrainingPreset(name: string): TrainingPreset {
  const found = trainingPresets.find((preset) => preset.name === name);
  if (found !== undefined) return found;
  const names = trainingPresets.map((preset) => preset.name).join(', ');
  throw new UserError('bad-input', `There is no preset "${name}". Take one of: ${names}.`);
}

/**
 * The settings of a preset.
 * @param paper whether the paper's values are taken in place of those that measured best
 * @throws UserError `bad-input` for an unknown preset, or one that the paper has no values for
 */
export function trainingSettings(name: string, paper: boolean): TrainingSettings {
  const preset = findTrainingPreset(name);
  if (!paper) return preset;
  if (preset.paper === null) {
    throw new UserError('bad-input', `The paper has no method ${name}. Train it without the paper's values.`);
  }
  return { ...preset, ...preset.paper };
}
