import { UserError } from '../../../shared/errors';

/**
 * The error of a training whose loss or weights are no longer finite numbers.
 * @param at the step that detected it, and that of the newest checkpoint; 0 for none
 */
export function diverged(at: {
  readonly step: number;
  readonly steps: number;
  readonly keptStep: number;
  readonly learningRate: number;
}): UserError {
  const { step, steps, keptStep, learningRate } = at;
  const kept =
    keptStep === 0
      ? 'Nothing of it is kept. Train again'
      : `The checkpoint of step ${keptStep} is kept. Resume from it`;
  return new UserError(
    'diverged',
    `The training diverged: at step ${step} of ${steps} its loss is no longer a finite number. ${kept} with a learning ` +
      `rate below ${learningRate} (--learning-rate), or choose another preset.`,
  );
}
