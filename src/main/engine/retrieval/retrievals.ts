import { z } from 'zod';
import { givenNames } from '../../../shared/contract/names';
import { retrieval, type Retrieval } from '../../../shared/contract/retrievals';
import { UserError } from '../../../shared/errors';
import type { Project } from '../context';
import type { Reader } from '../store/database';
import { json } from '../store/json';
import { removeRow } from '../store/removals';
import { recordStep } from '../store/undo';

const stored = retrieval.omit({ id: true, createdMs: true, name: true, note: true });

/** Before other radii could be searched, one radius and step held for all hits. */
const ofOneRadius = z
  .object({ radiusM: z.number(), stepM: z.number(), hits: z.array(z.looseObject({})) })
  .loose()
  .transform(({ radiusM, stepM, hits, ...rest }) =>
    stored.parse({
      ...rest,
      radiusM,
      searched: [{ radiusM, stepM }],
      hits: hits.map((hit) => ({ ...hit, radiusM })),
    }),
  );

const row = givenNames.extend({
  id: z.number(),
  info: json(z.union([stored, ofOneRadius])),
  created_ms: z.number(),
});
const RETRIEVALS = 'SELECT id, info, created_ms, name, note FROM present_retrievals';

const retrievalOf = ({ info, created_ms, ...given }: z.infer<typeof row>): Retrieval => ({
  ...given,
  createdMs: created_ms,
  ...info,
});

/** The project's retrievals, newest first. */
export async function listRetrievals(reader: Reader): Promise<Retrieval[]> {
  const rows = await reader.all(row, `${RETRIEVALS} ORDER BY id DESC`);
  return rows.map(retrievalOf);
}

/** @throws UserError `not-found` */
export async function findRetrieval(reader: Reader, retrievalId: number): Promise<Retrieval> {
  const found = await reader.get(row, `${RETRIEVALS} WHERE id = ?`, [retrievalId]);
  if (found === null) throw new UserError('not-found', 'These look-alikes are no longer in the project.');
  return retrievalOf(found);
}

/** Stores a retrieval; returns its id. */
export async function addRetrieval(project: Project, info: z.infer<typeof stored>): Promise<number> {
  const { lastId } = await project.database.transaction((transaction) =>
    transaction.run('INSERT INTO retrievals (info, created_ms) VALUES (?, ?)', [
      JSON.stringify(info),
      Date.now(),
    ]),
  );
  project.changed('retrievals');
  return lastId;
}

/** Removes a retrieval. @throws UserError `not-found` */
export async function removeRetrieval(project: Project, retrievalId: number): Promise<void> {
  const { queries } = await findRetrieval(project.database, retrievalId);
  const of = queries.length === 1 ? 'a place' : `${queries.length} places`;
  await recordStep(project.database, `Remove look-alikes of ${of}`, (transaction) =>
    removeRow(transaction, 'retrievals', retrievalId),
  );
  project.changed('retrievals', 'undo');
}
