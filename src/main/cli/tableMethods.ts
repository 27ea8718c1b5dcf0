import type { EncoderInfo } from '../../shared/contract/encoders';
import { UserError } from '../../shared/errors';
import type { TableMethod } from '../../shared/experiments/experiments';
import { encoderIdOf } from './values';

/** Rows of a table that are no encoder of the project. */
const OTHERS = ['cnn', 'untrained', 'classical'] as const;

/** How a row is written, for help texts. */
export const ROW_USAGE =
  'cnn, untrained, classical, or an encoder, as in polar, polar:10 (C = 10), id+symmetries';

/**
 * The row that a person means: `cnn`, `untrained`, `classical`, or an encoder by name or id, with `:C` for another C than
 * the one that measured best with it and `+symmetries` for heads that learn from symmetric copies.
 * @throws UserError `not-found` naming the encoders there are, or `bad-input`
 */
export function tableMethodOf(text: string, encoders: readonly EncoderInfo[]): TableMethod {
  const other = OTHERS.find((name) => name === text);
  if (other !== undefined) return other;
  const [, name = '', c, symmetries] = /^(.+?)(?::([^:+]+))?(\+symmetries)?$/.exec(text) ?? [];
  const encoderId = encoderIdOf(name, encoders);
  const headC = encoders.find(({ id }) => id === encoderId)?.card.headC ?? 1;
  const wanted = c === undefined ? headC : Number(c);
  if (!(wanted > 0)) {
    throw new UserError('bad-input', `"${text}" is no row of a table. Rows are ${ROW_USAGE}.`);
  }
  return { encoderId, c: wanted, symmetries: symmetries !== undefined };
}

/** Every encoder with the C that measured best with it, and what is no encoder. */
export const allTableMethods = (encoders: readonly EncoderInfo[]): TableMethod[] => [
  ...encoders.map(({ id, card }) => ({ encoderId: id, c: card.headC, symmetries: false })),
  ...OTHERS,
];
