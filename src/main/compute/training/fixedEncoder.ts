import type { TrainSpec } from '../../../shared/contract/compute';
import type { EncoderCard } from '../../../shared/encoders/encoderCard';
import { descriptor, type TrainingSettings } from '../../../shared/encoders/trainingPresets';
import { softwareVersions } from '../backend';
import { descriptors } from '../encoders/descriptors';
import { writeDescriptor } from '../encoders/encoderFile';
import { notTrained } from './notTrained';

/** The encoder of a preset without training, with its card. */
export function fixedEncoder(
  { name: preset, headC }: TrainingSettings,
  { name, seed }: Pick<TrainSpec, 'name' | 'seed'>,
): { card: EncoderCard; weights: Uint8Array } {
  const formula = descriptor.parse(preset);
  const { size, invariant } = descriptors.of(formula);
  return {
    weights: writeDescriptor(formula),
    card: {
      ...notTrained,
      name,
      variant: preset,
      size,
      invariant,
      headC,
      seed,
      software: softwareVersions(),
      created: new Date().toISOString(),
      licence: 'MIT',
      notes: 'Nothing was trained.',
    },
  };
}
