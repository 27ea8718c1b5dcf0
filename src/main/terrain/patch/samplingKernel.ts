import { Kernel } from '../../kernels/kernel';
import samplingCode from './sampling.as?kernel';

let started: Kernel<'sample' | 'relief'> | undefined;

/** The kernel of patch sampling, created when it is first needed. */
export const samplingKernel = (): Kernel<'sample' | 'relief'> =>
  (started ??= new Kernel(samplingCode, ['sample', 'relief']));
