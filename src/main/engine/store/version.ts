import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import { Connection } from './database';
import { migrations } from './schema';
import { closingOnError } from './sole';

/** `application_id` of a project file: the letters T2VW. */
const APPLICATION_ID = 0x54325657;

/**
 * Creates a database with the tables of a project and nothing else in it. It is not safe from power cuts until `giveName` names
 * it.
 */
export async function newDatabase(path: string): Promise<Connection> {
  const connection = await Connection.open(path, 'create');
  return closingOnError(connection, async () => {
    await connection.script(
      `PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA application_id = ${APPLICATION_ID}`,
    );
    await migrate(connection, 0);
    return connection;
  });
}

/**
 * Reads which version of its tables a project has.
 * @throws UserError `unsupported-file` for anything but a project, `project-version` for one of a newer program
 */
export async function readVersion(connection: Connection, name: string): Promise<number> {
  const notOurs = new UserError('unsupported-file', `${name} is not a Topo2Vec project.`);
  const versions = await connection
    .get(
      z.object({ application: z.number(), version: z.number() }),
      `SELECT a.application_id AS application, v.user_version AS version
       FROM pragma_application_id() AS a, pragma_user_version() AS v`,
    )
    .catch((error: unknown) => {
      throw isNoDatabase(error) ? notOurs : error;
    });
  if (versions?.application !== APPLICATION_ID) throw notOurs;
  if (versions.version > migrations.length) {
    throw new UserError(
      'project-version',
      `${name} was written by a newer Topo2Vec Workbench (file version ${versions.version}; this one reads up to ` +
        `${migrations.length}). Update the program to open it.`,
    );
  }
  return versions.version;
}

const isNoDatabase = (error: unknown): boolean =>
  z.object({ code: z.literal('SQLITE_NOTADB') }).safeParse(error).success;

/**
 * Migrates the tables of a project from a version to the current one, all or nothing: a migration that is killed leaves the old
 * version, of which there is a backup beside it.
 */
export async function migrate(connection: Connection, from: number): Promise<void> {
  if (from === migrations.length) return;
  const steps = migrations.slice(from).join(';\n');
  await connection.script(`BEGIN; ${steps}; PRAGMA user_version = ${migrations.length}; COMMIT;`);
}
