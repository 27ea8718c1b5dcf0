import { once } from '../../../shared/once';
import { Kernel } from '../../kernels/kernel';
import samplingCode from './sampling.as?kernel';

/** The kernel of patch sampling. */
export const samplingKernel = once(() => new Kernel(samplingCode, ['sample', 'relief']));
