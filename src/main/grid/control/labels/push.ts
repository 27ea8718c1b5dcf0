import { z } from 'zod';
import {
  adoption,
  gridKinds,
  gridRows,
  type Adoption,
  type GridArea,
  type GridChanges,
  type GridClass,
  type GridKind,
  type GridLabel,
  type GridVerdict,
} from '../../../../shared/contract/gridLabels';
import type { GridDatabase, Sql } from '../database';
import { idTypes, labelColumns } from './columns';
import { LABEL_LOCK } from './schema';

interface Entry {
  readonly id: string;
  readonly row: GridClass | GridArea | GridLabel | GridVerdict | null;
}

/**
 * Stores changes in one transaction, exactly once: those of a push that is known change nothing. Rows that are the same thing as
 * one that the grid has under another id become that one, with the new answer.
 * @returns which did
 * @throws UserError `network`, or `bad-input` where the role may not label
 */
export const pushLabels = (
  database: GridDatabase,
  pushId: string,
  changes: GridChanges,
): Promise<Adoption[]> =>
  database.transaction(async (sql) => {
    await sql.run('SELECT pg_advisory_xact_lock($1)', [LABEL_LOCK]);
    const known = await sql.get(
      z.object({ adopted: z.array(adoption) }),
      'SELECT adopted FROM topo2vec.label_pushes WHERE id = $1::uuid',
      [pushId],
    );
    if (known !== null) return known.adopted;
    const adopted: Adoption[] = [];
    for (const kind of gridKinds) {
      const { entries, same } = await distinct(
        sql,
        kind,
        changes[kind].map(storable).map(inAdopted(adopted)),
      );
      adopted.push(...same);
      await remove(sql, kind, [
        ...entries.filter(({ row }) => row === null).map(({ id }) => id),
        ...same.map(({ id }) => id),
      ]);
      await store(
        sql,
        kind,
        entries.filter(({ row }) => row !== null),
      );
    }
    await sql.run('INSERT INTO topo2vec.label_pushes (id, adopted) VALUES ($1::uuid, $2::jsonb)', [
      pushId,
      JSON.stringify(adopted),
    ]);
    return adopted;
  });

/** Leaves out what PostgreSQL cannot store in a text: NUL, and halves of characters; the project then takes that over. */
const storable = ({ id, row }: Entry): Entry => {
  const values = Object.entries(row ?? {}).map(([column, value]): [string, unknown] => [
    column,
    typeof value === 'string'
      ? value
          .split('\0')
          .join('')
          .replace(/\p{Surrogate}/gu, '\ufffd')
      : value,
  ]);
  return { id, row: row === null ? null : { ...row, ...Object.fromEntries(values) } };
};

/** Puts labels whose area is another one of the grid into that one. */
function inAdopted(adopted: readonly Adoption[]): (entry: Entry) => Entry {
  const areas = new Map(adopted.filter(({ kind }) => kind === 'areas').map(({ id, as }) => [id, as]));
  return ({ id, row }) => {
    if (row === null || !('area_id' in row) || row.area_id === null) return { id, row };
    return { id, row: { ...row, area_id: areas.get(row.area_id) ?? row.area_id } };
  };
}

/**
 * What makes two rows the same thing: the object of a source; for labels by hand, the place. Null: nothing but its id.
 */
function identityOf(row: Entry['row']): string | null {
  if (row === null || !('source_ref' in row)) return null;
  if (row.source_ref !== null) return JSON.stringify([row.class_id, row.source_ref]);
  return 'lon_deg' in row && row.area_id === null && row.source === 'hand'
    ? JSON.stringify([row.class_id, row.lon_deg, row.lat_deg])
    : null;
}

/** Gives rows the id of the live row that is the same thing; of several of them the last counts. */
async function distinct(
  sql: Sql,
  kind: GridKind,
  changes: readonly Entry[],
): Promise<{ entries: Entry[]; same: Adoption[] }> {
  const there = new Map<string, string>();
  // Rows of the push say themselves what they are now.
  const own = new Set(changes.map(({ id }) => id));
  for (const { id, row } of kind === 'classes' || kind === 'verdicts'
    ? []
    : await sameThings(sql, kind, changes)) {
    const identity = identityOf(row);
    if (identity !== null && !own.has(id)) there.set(identity, id);
  }
  const entries = new Map<string, Entry>();
  const same: Adoption[] = [];
  for (const { id, row } of changes) {
    const identity = identityOf(row);
    const as = (identity === null ? undefined : there.get(identity)) ?? id;
    if (as !== id) same.push({ kind, id, as });
    if (identity !== null) there.set(identity, as);
    entries.set(as, { id: as, row });
  }
  return { entries: [...entries.values()], same };
}

/** Live rows of the grid that may be the same thing as one of some changes. */
function sameThings(sql: Sql, kind: 'areas' | 'labels', changes: readonly Entry[]): Promise<Entry[]> {
  const byPlace =
    kind === 'labels'
      ? `OR (given.source_ref IS NULL AND given.source = 'hand' AND there.source_ref IS NULL AND there.source = 'hand'
             AND there.area_id IS NULL AND there.lon_deg = given.lon_deg AND there.lat_deg = given.lat_deg)`
      : '';
  const columns = Object.keys(labelColumns[kind]).map((column) => `there.${column}`);
  const parsed = z
    .looseObject({ id: z.string() })
    .transform(({ id, ...row }): Entry => ({ id, row: gridRows[kind].parse(row) }));
  return sql.all(
    parsed,
    `SELECT DISTINCT there.id, ${columns.join(', ')}
     FROM ${given(kind)} JOIN topo2vec.${kind} AS there ON there.class_id = given.class_id AND NOT there.removed
       AND (there.source_ref = given.source_ref ${byPlace})`,
    [jsonOf(changes)],
  );
}

/** The rows of the first parameter, a JSON array, as a table. */
const given = (kind: GridKind): string =>
  `jsonb_to_recordset($1::jsonb) AS given (id ${idTypes[kind]}, ${Object.entries(labelColumns[kind])
    .map(([column, type]) => `${column} ${type}`)
    .join(', ')})`;

const jsonOf = (entries: readonly Entry[]): string =>
  JSON.stringify(entries.flatMap(({ id, row }) => (row === null ? [] : [{ id, ...row }])));

async function remove(sql: Sql, kind: GridKind, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql.run(
    `UPDATE topo2vec.${kind} SET removed = true WHERE id = ANY ($1::${idTypes[kind]}[]) AND NOT removed`,
    [ids],
  );
}

async function store(sql: Sql, kind: GridKind, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  const columns = Object.keys(labelColumns[kind]);
  const before = columns.map((column) => `there.${column}`).join(', ');
  const after = columns.map((column) => `excluded.${column}`).join(', ');
  await sql.run(
    `INSERT INTO topo2vec.${kind} AS there (id, ${columns.join(', ')}) SELECT id, ${columns.join(', ')} FROM ${given(kind)}
     ON CONFLICT (id) DO UPDATE SET (${columns.join(', ')}, removed) = (${after}, false)
     WHERE (${before}, there.removed) IS DISTINCT FROM (${after}, false)`,
    [jsonOf(entries)],
  );
}
