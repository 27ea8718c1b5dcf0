/** Settings of a training, whole: what is not named here or in a training's own request cannot be chosen. */
export interface TrainingPreset {
  readonly name: string;
  readonly description: string;
  /** Fractal factor k. */
  readonly factor: 1 | 4;
  /** Whether the encoder ends without ReLU. */
  readonly linearEmbedding: boolean;
  /** Locations of the training set; each gives one image a radius. */
  readonly images: number;
  readonly epochs: number;
  /** Radii of the patches; spacing = radius / 8. */
  readonly radiiM: readonly number[];
  readonly batchSize: number;
  /** Highest learning rate. */
  readonly learningRate: number;
  /** Adam with constant rate, or AdamW with linear warm-up and cosine decay to zero. */
  readonly optimiser: 'adam' | 'adamw-cosine';
  /** Whether each image is shown in one of its eight rotations and mirrorings, drawn anew each time. */
  readonly symmetries: boolean;
}
