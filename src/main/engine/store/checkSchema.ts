import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import { Connection } from './database';
import { migrations } from './schema';

const object = z.object({
  type: z.string(),
  name: z.string(),
  table: z.string(),
  sql: z.string().nullable(),
});

/** Tables that ANALYZE of any SQLite program leaves: statistics for its planner. */
const statistics = ['sqlite_stat1', 'sqlite_stat4'];

/**
 * Checks that a project holds the tables, triggers and views that this program makes, word for word: a project is data, and
 * somebody else's trigger, view or default would run as soon as the file is used.
 * @param version of the file's schema
 * @throws UserError `unsupported-file` naming what differs
 */
export async function checkSchema(connection: Connection, version: number, name: string): Promise<void> {
  const own = await Connection.open(':memory:', 'create');
  let expected: Map<string, string>;
  try {
    for (const sql of migrations.slice(0, version)) await own.script(sql);
    expected = await objectsOf(own);
  } finally {
    await own.close();
  }
  const found = await objectsOf(connection);
  for (const key of new Set([...found.keys(), ...expected.keys()])) {
    if (found.get(key) === expected.get(key)) continue;
    const what = !expected.has(key)
      ? `it has the ${key}`
      : `its ${key} is ${found.has(key) ? 'different' : 'missing'}`;
    throw new UserError(
      'unsupported-file',
      `${name} does not have the structure of a Topo2Vec project: ${what}. Such a file could run code that somebody else wrote, ` +
        'so it is not opened. Ask for a copy saved by this program.',
    );
  }
}

/** The statement that creates each object of a schema, by its kind and name. */
async function objectsOf(connection: Connection): Promise<Map<string, string>> {
  const objects = await connection.all(
    object,
    'SELECT type, name, tbl_name AS "table", sql FROM sqlite_schema ORDER BY type, name',
  );
  return new Map(
    objects
      .filter(({ type, name, table }) => !(type === 'table' && statistics.includes(name) && table === name))
      .map(({ type, name, table, sql }) => [`${type} ${name}`, `${table} ${sql ?? ''}`]),
  );
}
