import { UserError } from '../../../shared/errors';
import type { ExperimentSpec } from '../../../shared/experiments';
import type { Experiment } from './findings';

type Spec = Extract<ExperimentSpec, { experiment: 'map-quality' }>;

/** What detection maps are worth. */
export const mapQuality: Experiment<Spec> = () =>
  Promise.reject(new UserError('bad-input', 'Map quality is not measured yet.'));
