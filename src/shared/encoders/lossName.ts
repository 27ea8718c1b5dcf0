import { trainingPresets, type TrainingMethod } from './trainingPresets';

const names: Record<TrainingMethod, string> = {
  descriptor: 'loss',
  reconstruction: 'L1',
  adversary: 'L1',
  contrast: 'InfoNCE',
  classification: 'cross-entropy',
  invariance: 'unexplained variance',
};

/**
 * What the losses of an encoder are.
 * @param variant the preset that trained it; one that is not known here has a plain `loss`
 */
export function lossName(variant: string): string {
  const preset = trainingPresets.find(({ name }) => name === variant);
  return names[preset?.method ?? 'descriptor'];
}
