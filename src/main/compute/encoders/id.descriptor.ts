import { PATCH_VALUES } from '../../../shared/terrain/patch';
import { normalisePatches } from '../../terrain/patch/normalise';
import type { DescriptorEncoder } from './descriptors';

/** The paper's baseline ID: the normalised patch itself (section 3.1). */
export const encoder: DescriptorEncoder = {
  size: PATCH_VALUES,
  invariant: false,
  embed: (patches, out) => normalisePatches(patches, out).values,
};
