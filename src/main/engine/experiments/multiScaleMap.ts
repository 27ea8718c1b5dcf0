import { UserError } from '../../../shared/errors';
import type { ExperimentSpec } from '../../../shared/experiments';
import type { Experiment } from './findings';

type Spec = Extract<ExperimentSpec, { experiment: 'map' }>;

export const multiScaleMap: Experiment<Spec> = (_project, spec) =>
  Promise.reject(new UserError('bad-input', `There is no experiment ${spec.experiment} yet.`));
