import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { EncoderWeights } from '../../../shared/contract/compute';
import { givenNames } from '../../../shared/contract/names';
import type { EncoderInfo } from '../../../shared/contract/encoders';
import { storedEncoderCard, type EncoderCard } from '../../../shared/encoders/encoderCard';
import { UserError } from '../../../shared/errors';
import type { Project } from '../context';
import { blob } from '../store/blob';
import type { Reader, Transaction } from '../store/database';
import { json } from '../store/json';
import { removeRow } from '../store/removals';
import { recordStep } from '../store/undo';

const row = givenNames.extend({ id: z.number(), card: json(storedEncoderCard), is_default: z.number() });

const parseCard = (text: string): EncoderCard => storedEncoderCard.parse(JSON.parse(text));

/** The project's encoders, in the order they were added. */
export async function listEncoders(reader: Reader): Promise<EncoderInfo[]> {
  const rows = await reader.all(
    row,
    'SELECT id, card, is_default, name, note FROM present_encoders ORDER BY id',
  );
  return rows.map(({ id, card, is_default, name, note }) => ({
    ...{ id, note, ownName: card.name, isDefault: is_default === 1 },
    card: { ...card, name: name ?? card.name },
  }));
}

/**
 * The encoder of an id, or the project's default for null.
 * @throws UserError `not-found` naming the encoders there are
 */
export async function findEncoder(reader: Reader, encoderId: number | null): Promise<EncoderInfo> {
  const encoders = await listEncoders(reader);
  const found = encoders.find(({ id, isDefault }) => (encoderId === null ? isDefault : id === encoderId));
  if (found !== undefined) return found;
  if (encoders.length === 0) throw new UserError('not-found', 'The project has no encoder yet. Train one.');
  const known = encoders.map(({ id, card }) => `${id} (${card.name})`).join(', ');
  throw new UserError('not-found', `There is no encoder ${encoderId ?? ''}. The project has: ${known}.`);
}

/** An encoder with its weights, as compute expects it. */
export async function encoderWeights(reader: Reader, encoderId: number): Promise<EncoderWeights> {
  const found = await reader.get(
    z.object({ key: z.string(), card: json(storedEncoderCard), weights: blob }),
    'SELECT key, card, weights FROM present_encoders WHERE id = ?',
    [encoderId],
  );
  if (found === null) throw new UserError('not-found', 'This encoder is no longer in the project.');
  return found;
}

/**
 * Adds an encoder to the project, after compute has checked that it is one; the first becomes the default.
 * @param also what is done with it or not at all
 * @returns its id; that of the existing one when the same encoder is already there
 */
export const addEncoder = (
  project: Project,
  card: EncoderCard,
  weights: Uint8Array,
  also?: (transaction: Transaction) => Promise<unknown>,
): Promise<number> => addEncoderText(project, JSON.stringify(card), weights, also);

/** The same, from the text of its card, of which its key is made. */
export async function addEncoderText(
  project: Project,
  text: string,
  weights: Uint8Array,
  also?: (transaction: Transaction) => Promise<unknown>,
): Promise<number> {
  const card = parseCard(text);
  const key = createHash('sha256').update(text).update(weights).digest('hex');
  await project.compute.encoders.check({ key, card, weights });
  const id = await project.database.transaction(async (transaction) => {
    await also?.(transaction);
    const there = await transaction.get(
      z.object({ id: z.number() }),
      'SELECT id FROM encoders WHERE key = ?',
      [key],
    );
    if (there !== null) {
      await transaction.run("DELETE FROM removals WHERE kind = 'encoders' AND removed_id = ?", [there.id]);
      return there.id;
    }
    const { lastId } = await transaction.run(
      `INSERT INTO encoders (key, card, weights, is_default)
       VALUES (?, ?, ?, (SELECT count(*) = 0 FROM present_encoders))`,
      [key, text, weights],
    );
    return lastId;
  });
  project.changed('encoders', 'project');
  return id;
}

/**
 * Adds the encoder of a folder with `card.json` and `weights.bin`.
 * @throws UserError `not-found` or `unsupported-file` naming the folder
 */
export async function addEncoderFolder(project: Project, folder: string): Promise<number> {
  const name = basename(folder);
  const [text, weights] = await Promise.all([
    readFile(join(folder, 'card.json'), 'utf8'),
    readFile(join(folder, 'weights.bin')),
  ]).catch((error: unknown) => {
    throw new UserError('not-found', `The encoder ${name} lacks its card.json or weights.bin.`, {
      cause: error,
    });
  });
  let card: EncoderCard;
  try {
    card = parseCard(text);
  } catch (error) {
    throw new UserError('unsupported-file', `The card of the encoder ${name} cannot be read.`, {
      cause: error,
    });
  }
  return addEncoder(project, card, weights);
}

/** Makes an encoder the default, used where none is named. */
export async function makeDefaultEncoder(project: Project, encoderId: number): Promise<void> {
  const { card } = await findEncoder(project.database, encoderId);
  await recordStep(project.database, `Make ${card.name} the default encoder`, (transaction) =>
    transaction.run('UPDATE encoders SET is_default = (id = ?) WHERE is_default != (id = ?)', [
      encoderId,
      encoderId,
    ]),
  );
  project.changed('encoders', 'undo');
}

/** Removes an encoder with its layers and heads; another becomes the default if it was that. */
export async function removeEncoder(project: Project, encoderId: number): Promise<void> {
  const { card, isDefault } = await findEncoder(project.database, encoderId);
  await recordStep(project.database, `Remove encoder ${card.name}`, async (transaction) => {
    await removeRow(transaction, 'encoders', encoderId);
    if (!isDefault) return;
    await transaction.run('UPDATE encoders SET is_default = 0 WHERE id = ?', [encoderId]);
    await transaction.run(
      'UPDATE encoders SET is_default = 1 WHERE id = (SELECT min(id) FROM present_encoders)',
    );
  });
  project.changed('encoders', 'layers', 'heads', 'explorations', 'project', 'undo');
}
