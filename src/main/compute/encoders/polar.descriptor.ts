import { POLAR_VALUES, polarDescriptors } from '../architectures/polar';
import type { DescriptorEncoder } from './descriptors';

/** What rotating and mirroring leave unchanged of a patch on polar rings. */
export const encoder: DescriptorEncoder = { size: POLAR_VALUES, invariant: true, embed: polarDescriptors };
