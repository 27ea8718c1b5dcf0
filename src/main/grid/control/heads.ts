import { createHash } from 'node:crypto';
import { z } from 'zod';
import { headModel } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import { headMapping } from '../../layers/maps/mapping';
import type { Sql } from './database';

/** A head as grids keep it; it never changes once it is there. */
const gridHead = z.object({
  /** Key of the encoder whose embeddings it decides on. */
  encoderKey: z.string(),
  classId: z.string(),
  model: headModel,
  /** What turns its decisions into probabilities, by radius. */
  mapping: headMapping,
});
export type GridHead = z.infer<typeof gridHead>;

/** Marks an array among the values of a head. */
const ARRAY = 'float32';

/** A head as text; arrays are little-endian bytes in base64. */
const textOf = (head: GridHead): string =>
  JSON.stringify(head, (_, value: unknown) =>
    value instanceof Float32Array
      ? { [ARRAY]: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
      : value,
  );

const packedArray = z.object({ [ARRAY]: z.string() });

const headOf = (text: string): GridHead =>
  gridHead.parse(
    JSON.parse(text, (_, value: unknown) => {
      const { data } = packedArray.safeParse(value);
      // Copied: the bytes of a Buffer need not be aligned.
      return data === undefined
        ? value
        : new Float32Array(Uint8Array.from(Buffer.from(data[ARRAY], 'base64')).buffer);
    }),
  );

const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What projects that use a head of others are told of it. */
interface ForProjects {
  readonly classId: string;
  readonly radiusM: number;
  /** JSON. */
  readonly info: string;
}

/**
 * Keeps a head in the grid.
 * @param name as people know it
 * @param shared null: it serves detections alone
 * @returns its key, the SHA-256 of its contents
 */
export async function addHead(
  sql: Sql,
  name: string,
  head: GridHead,
  shared: ForProjects | null = null,
): Promise<string> {
  // A head that is sent is another one than the same that a detection brought, which says nothing to projects.
  const content = textOf({ ...head, ...shared });
  const key = keyOf(content);
  await sql.run(
    `INSERT INTO topo2vec.heads (key, name, encoder_key, content, class_id, radius_m, info)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (key) DO NOTHING`,
    [
      ...[key, name, head.encoderKey, content],
      ...[shared?.classId ?? null, shared?.radiusM ?? null, shared?.info ?? null],
    ],
  );
  return key;
}

/**
 * A head by its key, whose contents are checked.
 * @throws UserError `not-found`; `bad-input` when it is not what its key says
 */
export async function headByKey(sql: Sql, key: string): Promise<GridHead> {
  const row = await sql.get(
    z.object({ content: z.string() }),
    'SELECT content FROM topo2vec.heads WHERE key = $1',
    [key],
  );
  if (row === null) throw new UserError('not-found', `The grid has no head ${key.slice(0, 12)}.`);
  if (keyOf(row.content) !== key)
    throw new UserError('bad-input', `The head ${key.slice(0, 12)} of the grid is damaged. Add it again.`);
  return headOf(row.content);
}
