import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { EncoderWeights } from '../../../shared/contract/compute';
import { storedEncoderCard } from '../../../shared/encoders/encoderCard';
import { UserError } from '../../../shared/errors';
import type { Sql } from './database';

const encoderRow = z.object({ key: z.string(), card: z.string(), weights: z.instanceof(Uint8Array) });

/**
 * The key of an encoder: SHA-256 of its card and weights, as projects have it.
 * @param card its text
 */
const encoderKeyOf = (card: string, weights: Uint8Array): string =>
  createHash('sha256').update(card).update(weights).digest('hex');

/** Keeps an encoder in the grid. @param card its text @returns its key */
export async function addEncoder(sql: Sql, card: string, weights: Uint8Array): Promise<string> {
  const key = encoderKeyOf(card, weights);
  const { name } = storedEncoderCard.parse(JSON.parse(card));
  await sql.run(
    'INSERT INTO topo2vec.encoders (key, name, card, weights) VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING',
    [key, name, card, weights],
  );
  return key;
}

/**
 * An encoder by its key, whose contents are checked.
 * @throws UserError `not-found`; `bad-input` when it is not what its key says
 */
export async function encoderByKey(sql: Sql, key: string): Promise<EncoderWeights> {
  const { card, weights } = await encoderText(sql, key);
  return { key, card: storedEncoderCard.parse(JSON.parse(card)), weights };
}

/** The same, its card as text. @throws UserError as `encoderByKey` does */
export async function encoderText(
  sql: Sql,
  key: string,
): Promise<{ readonly card: string; readonly weights: Uint8Array }> {
  const row = await sql.get(encoderRow, 'SELECT key, card, weights FROM topo2vec.encoders WHERE key = $1', [
    key,
  ]);
  if (row === null) throw new UserError('not-found', `The grid has no encoder ${key.slice(0, 12)}.`);
  if (encoderKeyOf(row.card, row.weights) !== key)
    throw new UserError('bad-input', `The encoder ${key.slice(0, 12)} of the grid is damaged. Add it again.`);
  return row;
}
