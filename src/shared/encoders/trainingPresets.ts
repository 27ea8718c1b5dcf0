import { z } from 'zod';
import { UserError } from '../errors';

/**
 * What a training makes an encoder learn: `descriptor` nothing (the encoder is fixed), `reconstruction` finer patches,
 * `adversary` finer patches that a discriminator takes for real, `contrast` what neighbouring places have in common,
 * `classification` label classes, `invariance` what stays when the terrain is rotated or mirrored. All but the first are names of
 * files, `main/compute/training/objectives/ID.method.ts`.
 */
export const trainingMethod = z.enum([
  'descriptor',
  'reconstruction',
  'adversary',
  'contrast',
  'classification',
  'invariance',
]);
export type TrainingMethod = z.infer<typeof trainingMethod>;

/** What each method's loss is called. */
const lossNames: Readonly<Record<TrainingMethod, string>> = {
  descriptor: 'loss',
  reconstruction: 'L1',
  adversary: 'L1',
  contrast: 'InfoNCE',
  classification: 'cross-entropy',
  invariance: 'unexplained variance',
};

/** The choices of the method `contrast`. */
export const contrastChoice = z.object({
  /** Momentum of the key encoder: share kept at each step. */
  momentum: z.number().min(0).max(1),
  /** What cosine similarities of embeddings are divided by. */
  temperature: z.number().positive().max(100),
  /** Greatest distance of neighbouring places, in radii. */
  neighbourRadii: z.number().min(0.125).max(4),
});

/** Some of these, in place of a preset's. */
export const contrastChanges = z.object({
  momentum: contrastChoice.shape.momentum.exactOptional(),
  temperature: contrastChoice.shape.temperature.exactOptional(),
  neighbourRadii: contrastChoice.shape.neighbourRadii.exactOptional(),
});

/** Settings of the method `contrast` alone. */
interface ContrastSettings extends Readonly<z.infer<typeof contrastChoice>> {
  /** Negatives kept; at most half as many as images, so that a negative is rarely the same place as its query. */
  readonly queue: number;
}

/** Settings of the method `adversary` alone. */
interface AdversarySettings {
  /** Highest learning rate of the decoder; the encoder has `learningRate`. */
  readonly decoderRate: number;
  /** The discriminator's, constant, by Adam. */
  readonly discriminatorRate: number;
  /**
   * Loss below which the discriminator waits for the generator to catch up (Larsen et al. 2016); 0: it never waits. The
   * loss is ln 2 for a discriminator at chance.
   */
  readonly discriminatorFloor: number;
  /** Weight of L1 in the generator's loss, relative to the adversarial loss. */
  readonly l1Weight: number;
}

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
  /** Whether each image is shown rotated and mirrored at random, each time differently. */
  readonly symmetries: boolean;
  /** For the method `contrast`. */
  readonly contrast: ContrastSettings;
  /** For the method `adversary`. */
  readonly adversary: AdversarySettings;
  /** The SVM's C that measured best for heads on the encoder. */
  readonly headC: number;
}

/** Named settings, and the paper's values for them. */
export interface TrainingPreset extends TrainingSettings {
  readonly description: string;
  /** Null for a method that is not the paper's. */
  readonly paper: Partial<TrainingSettings> | null;
}

/** The paper's settings for autoencoders (sections 2.4 and 3.1); batch size and epochs are from its authors' code. */
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
  description: 'Reconstructs patches at four times their resolution; the settings that measured best.',
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
  contrast: { momentum: 0.999, temperature: 0.07, neighbourRadii: 1, queue: 4096 },
  adversary: { decoderRate: 4e-3, discriminatorRate: 2e-4, discriminatorFloor: 0.4, l1Weight: 100 },
  headC: 1,
  paper: paperReconstruction,
};

/** Presets of encoders that are formulas, by the name of the formula's file, `main/compute/encoders/ID.descriptor.ts`. */
const descriptorPresets = {
  id: { description: 'The patch itself, 289 values. Nothing is trained.', headC: 1, paper: {} },
  polar: {
    description: 'Computes what rotating and mirroring leave unchanged, by formula. Nothing is trained.',
    headC: 10,
    paper: null,
  },
} as const satisfies Record<string, Pick<TrainingPreset, 'description' | 'headC' | 'paper'>>;
export type Descriptor = keyof typeof descriptorPresets;

/** Names of the encoders that are formulas. */
export const descriptor = z.enum(Object.keys(descriptorPresets) as Descriptor[]);

const formula = (name: Descriptor): TrainingPreset => ({
  ...topo2vec4,
  ...descriptorPresets[name],
  name,
  method: 'descriptor',
  images: 0,
  epochs: 0,
  radiiM: [],
  batchSize: 0,
});

/** Presets of `train`, the default first. */
export const trainingPresets: readonly TrainingPreset[] = [
  topo2vec4,
  {
    ...topo2vec4,
    name: 'topo2vec-1',
    description: 'Reconstructs patches at their own resolution; for radii too small for a finer target.',
    factor: 1,
  },
  {
    ...topo2vec4,
    name: 'topo2vec-adv',
    description: 'Reconstructs patches at four times their resolution against a discriminator.',
    method: 'adversary',
    paper: {
      ...paperReconstruction,
      adversary: { decoderRate: 1.6e-3, discriminatorRate: 2e-4, discriminatorFloor: 0, l1Weight: 100 },
    },
  },
  {
    ...topo2vec4,
    name: 'saumoco',
    description: 'Learns what neighbouring places have in common, by momentum contrast.',
    method: 'contrast',
    factor: 1,
    paper: paperReconstruction,
  },
  {
    ...topo2vec4,
    name: 'topo2vec-inv',
    description: 'Learns what rotating and mirroring leave unchanged, in one pass of the encoder.',
    method: 'invariance',
    factor: 1,
    images: 120_000,
    epochs: 10,
    radiiM: [240, 480, 720, 960, 1440, 2880],
    batchSize: 256,
    learningRate: 3e-3,
    headC: 3,
    paper: null,
  },
  {
    ...topo2vec4,
    name: 'cnn',
    description: 'A small network learns label classes; its last hidden layer is the embedding.',
    method: 'classification',
    factor: 1,
    images: 20_000,
    epochs: 30,
    radiiM: [240],
    batchSize: 64,
    learningRate: 1e-3,
    optimiser: 'adamw',
    paper: { learningRate: 2e-4, optimiser: 'adam', symmetries: false },
  },
  ...descriptor.options.map(formula),
];

/** Whether a method needs labels: which classes it learns can be chosen. */
export const learnsFromLabels = (method: TrainingMethod): boolean => method === 'classification';

/**
 * The name of an encoder's loss.
 * @param variant the preset that trained it; for an unknown one the name is `loss`
 */
export const lossName = (variant: string): string =>
  lossNames[trainingPresets.find(({ name }) => name === variant)?.method ?? 'descriptor'];

/** @throws UserError `bad-input` listing the presets */
function findTrainingPreset(name: string): TrainingPreset {
  const found = trainingPresets.find((preset) => preset.name === name);
  if (found !== undefined) return found;
  const names = trainingPresets.map((preset) => preset.name).join(', ');
  throw new UserError('bad-input', `There is no preset "${name}". Choose one of: ${names}.`);
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
    throw new UserError(
      'bad-input',
      `The paper has no values for ${name}. Train it without the paper's values.`,
    );
  }
  return { ...preset, ...preset.paper };
}
