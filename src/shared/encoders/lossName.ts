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
 * The name of an encoder's loss.
 * @param variant the preset that trained it; for an unknown one the name is `loss`
 */
export function lossName(variant: string): string {
  const preset = trainingPresets.find(({ name }) => name === variant);
  return names[preset?.method ?? 'descriptor'];
}
