import type { EncoderInfo } from '../../shared/contract/encoders';
import { UserError } from '../../shared/errors';
import { otherMethod, ROW_USAGE, type TableMethod } from '../../shared/experiments/options/tableMethods';
import { encoderIdOf } from './values';

/**
 * The row that a text names: `cnn`, `untrained`, `classical`, or an encoder by name or id, with `:C` for another C than
 * the one that measured best with it and `+symmetries` for heads that learn from symmetric copies.
 * @throws UserError `not-found` naming the encoders there are, or `bad-input`
 */
export function tableMethodOf(text: string, encoders: readonly EncoderInfo[]): TableMethod {
  const other = otherMethod.safeParse(text);
  if (other.success) return other.data;
  const [, name = '', c, symmetries] = /^(.+?)(?::([^:+]+))?(\+symmetries)?$/.exec(text) ?? [];
  const encoderId = encoderIdOf(name, encoders);
  const headC = encoders.find(({ id }) => id === encoderId)?.card.headC ?? 1;
  const wanted = c === undefined ? headC : Number(c);
  if (!(wanted > 0)) {
    throw new UserError('bad-input', `"${text}" is not a row of a table. Rows are ${ROW_USAGE}.`);
  }
  return { encoderId, c: wanted, symmetries: symmetries !== undefined };
}
