import { sharedKernel } from '../../../kernels/sharedKernel';
import { elevationFunctions } from '../elevations';
import blockCode from './block.as?kernel';

/** The kernel that decodes blocks, for work on so many bytes. */
export const blockKernelFor = sharedKernel(blockCode, [
  ...(['inflate', 'lzw', 'sums8', 'sums16', 'sums32', 'sums64', 'floats'] as const),
  ...elevationFunctions,
]);

export type BlockKernel = ReturnType<typeof blockKernelFor>;
