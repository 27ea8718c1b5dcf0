import type { TrainSpec } from '../../../shared/contract/compute';
import type { EncoderCard } from '../../../shared/encoders/encoderCard';
import { PATCH_VALUES } from '../../../shared/terrain/patch';
import type { TrainingSettings } from '../../../shared/encoders/trainingPresets';
import { POLAR_VALUES } from '../architectures/polar';
import { softwareVersions } from '../backend';
import { writeDescriptor } from '../encoders/encoderFile';
import { notTrained } from './notTrained';

/** The encoder of a preset that nothing is trained for, with its card. */
export function fixedEncoder(
  { name: preset, headC }: TrainingSettings,
  { name, seed }: Pick<TrainSpec, 'name' | 'seed'>,
): { card: EncoderCard; weights: Uint8Array } {
  const isPolar = preset === 'polar';
  return {
    weights: writeDescriptor(isPolar ? 'polar' : 'id'),
    card: {
      ...notTrained,
      name,
      variant: preset,
      size: isPolar ? POLAR_VALUES : PATCH_VALUES,
      invariant: isPolar,
      headC,
      seed,
      software: softwareVersions(),
      created: new Date().toISOString(),
      licence: 'MIT',
      notes: 'Nothing was trained.',
    },
  };
}
