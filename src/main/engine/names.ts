import { z } from 'zod';
import { givenNames, type GivenNames, type Nameable } from '../../shared/contract/names';
import { UserError } from '../../shared/errors';
import type { Project } from './context';
import { recordStep } from './store/undo';

/** Where each kind is kept, what a row is called in steps, without a name too, and what windows show anew. */
const kinds = {
  run: { table: 'runs', word: 'run', title: 'id', topic: 'detections' },
  retrieval: { table: 'retrievals', word: 'look-alikes', title: 'id', topic: 'retrievals' },
  encoder: { table: 'encoders', word: 'encoder', title: "json_extract(card, '$.name')", topic: 'encoders' },
} as const;

const row = givenNames.extend({ title: z.string() });

/**
 * Names and annotates a run, a retrieval or an encoder; null leaves it without.
 * @throws UserError `not-found`; `bad-input` for the name of another encoder
 */
export async function setNames(
  project: Project,
  { of, id, name, note }: GivenNames & { readonly of: Nameable; readonly id: number },
): Promise<void> {
  const { database } = project;
  const { table, word, title, topic } = kinds[of];
  const before = await database.get(
    row,
    `SELECT name, note, CAST(coalesce(name, ${title}) AS TEXT) AS title FROM present_${table} WHERE id = ?`,
    [id],
  );
  if (before === null) throw new UserError('not-found', `There is no ${word} ${id} in the project.`);
  if (before.name === name && before.note === note) return;
  if (of === 'encoder') await refuseTakenName(project, id, name);
  const what = before.name === name ? 'Note on' : 'Rename';
  await recordStep(database, `${what} ${word} ${before.title}`, (transaction) =>
    transaction.run(`UPDATE ${table} SET name = ?, note = ? WHERE id = ?`, [name, note, id]),
  );
  project.changed(topic, 'undo');
}

/** Commands choose encoders by their names. */
async function refuseTakenName({ database }: Project, id: number, name: string | null): Promise<void> {
  const taken = await database.get(
    z.object({ id: z.number() }),
    `SELECT id FROM present_encoders WHERE id != ?1
     AND coalesce(name, json_extract(card, '$.name')) = coalesce(?2, (SELECT json_extract(card, '$.name') FROM encoders WHERE id = ?1))`,
    [id, name],
  );
  if (taken === null) return;
  throw new UserError(
    'bad-input',
    name === null
      ? 'Another encoder has its original name by now. Give it a different name.'
      : `Another encoder is called ${name}. Choose another name.`,
  );
}
