import type { EncoderInfo } from '../../../shared/contract/encoders';
import type { FieldOf } from '../../../shared/experiments/options/field';
import { project } from '../../state/workbench.svelte';

/** The project's encoders that an option can be. */
export const encodersFor = ({ needsDecoder }: FieldOf<'encoder'>): EncoderInfo[] =>
  project.encoders.filter(({ card }) => !needsDecoder || card.factor !== null);
