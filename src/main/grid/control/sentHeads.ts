import { z } from 'zod';
import { gridHeadInfo, type GridHeadInfo, type sentHead } from '../../../shared/contract/gridHeads';
import { UserError } from '../../../shared/errors';
import { headMapping } from '../../layers/maps/mapping';
import type { GridDatabase, Sql } from './database';
import { addHead, headByKey } from './heads';

type SentHead = z.infer<typeof sentHead>;

/** What is kept of a head for projects that use it. */
export const sentHeadColumns = `
  -- What projects show of a head that somebody sent; null: it came with a detection alone.
  ALTER TABLE topo2vec.heads ADD COLUMN class_id text;
  ALTER TABLE topo2vec.heads ADD COLUMN radius_m double precision;
  ALTER TABLE topo2vec.heads ADD COLUMN info text;
  ALTER TABLE topo2vec.heads ADD COLUMN added_by text NOT NULL DEFAULT session_user;
`;

/** The heads that somebody sent, newest first. */
export const listSentHeads = (sql: Sql): Promise<GridHeadInfo[]> =>
  sql.all(
    gridHeadInfo,
    `SELECT key, name, class_id AS "classId", encoder_key AS "encoderKey", radius_m AS "radiusM", added_by AS "addedBy",
            (1000 * extract(epoch FROM added))::float8 AS "addedMs"
     FROM topo2vec.heads WHERE info IS NOT NULL ORDER BY added DESC, key`,
  );

/** Keeps a head that a project sends. @returns its key @throws UserError `not-found` where the grid lacks its encoder */
export const addSentHead = (database: GridDatabase, head: SentHead): Promise<string> =>
  database.transaction(async (sql) => {
    const { name, classId, encoderKey, radiusM, model, mapping, info } = head;
    const known = await sql.get(z.unknown(), 'SELECT 1 FROM topo2vec.encoders WHERE key = $1', [encoderKey]);
    if (known === null)
      throw new UserError(
        'not-found',
        `The grid has no embeddings of the encoder of ${name}. Embed some first: topo2vec grid embed`,
      );
    const content = { encoderKey, classId, model, mapping: headMapping.parse(JSON.parse(mapping)) };
    return addHead(sql, name, content, { classId, radiusM, info });
  });

/** A head that somebody sent. @throws UserError `not-found`; `bad-input` for one that is damaged */
export async function sentHeadOf(sql: Sql, key: string): Promise<SentHead> {
  const { encoderKey, classId, model, mapping } = await headByKey(sql, key);
  const row = await sql.get(
    z.object({ name: z.string(), radius_m: z.number(), info: z.string() }),
    'SELECT name, radius_m, info FROM topo2vec.heads WHERE key = $1 AND info IS NOT NULL',
    [key],
  );
  if (row === null) throw new UserError('not-found', 'This head was not sent for others to use.');
  const { name, radius_m: radiusM, info } = row;
  return { name, classId, encoderKey, radiusM, model, mapping: JSON.stringify(mapping), info };
}
