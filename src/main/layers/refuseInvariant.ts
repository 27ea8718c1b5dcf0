import type { EncoderCard } from '../../shared/encoders/encoderCard';
import { UserError } from '../../shared/errors';

/** @throws UserError `bad-input` when an encoder cannot distinguish a place from the same place rotated */
export function refuseInvariant({ name, invariant }: Pick<EncoderCard, 'name' | 'invariant'>): void {
  if (!invariant) return;
  throw new UserError(
    'bad-input',
    `The encoder ${name} does not see which way a place faces. Where orientation matters, choose another one, ` +
      'for example topo2vec-4.',
  );
}
