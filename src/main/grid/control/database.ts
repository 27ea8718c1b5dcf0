import pg from 'pg';
import type { z } from 'zod';
import { Changes } from '../../../shared/changes';
import { UserError } from '../../../shared/errors';
import { shownAddress, withPassword } from './address';

/** Values that statements are given. */
export type SqlValue = string | number | boolean | null | Date | Uint8Array | readonly (string | number)[];

/** Reads and writes inside one transaction; rows are parsed by a schema. */
export interface Sql {
  all<T>(row: z.ZodType<T>, text: string, values?: readonly SqlValue[]): Promise<T[]>;
  /** The first row, or null. */
  get<T>(row: z.ZodType<T>, text: string, values?: readonly SqlValue[]): Promise<T | null>;
  /** Runs a statement; returns how many rows it changed. */
  run(text: string, values?: readonly SqlValue[]): Promise<number>;
  /** How pg-boss runs its statements inside the same transaction. */
  readonly forJobs: { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> };
}

/** How long a connection may take, ms. */
const CONNECT_MS = 10_000;

/** How often listeners look even if nothing was notified, as where a pooler lets no notifications through, ms. */
const POLL_MS = 15_000;

/** Classes of SQLSTATE that say that the server cannot be reached or is going down: connection exceptions, operator intervention. */
const UNREACHABLE = /^(08|57P)/;

/** The PostgreSQL database of a grid; connections are made as they are needed. */
export class GridDatabase implements Sql {
  /** Its address without a password. */
  readonly shown: string;
  readonly #pool: pg.Pool;
  readonly #config: pg.ClientConfig;

  /**
   * @param password default: as the address, PGPASSWORD or a .pgpass file says
   * @throws UserError `bad-input` for what is not a PostgreSQL address
   */
  constructor(
    readonly address: string,
    password?: string,
  ) {
    this.shown = shownAddress(address);
    this.#config = {
      connectionString: password === undefined ? address : withPassword(address, password),
      connectionTimeoutMillis: CONNECT_MS,
      application_name: 'topo2vec',
      keepAlive: true,
    };
    this.#pool = new pg.Pool({ ...this.#config, max: 4 });
    // An idle connection that breaks is replaced by the next statement, which reports what is wrong.
    this.#pool.on('error', () => undefined);
  }

  all<T>(row: z.ZodType<T>, text: string, values?: readonly SqlValue[]): Promise<T[]> {
    return this.#using((sql) => sql.all(row, text, values));
  }

  get<T>(row: z.ZodType<T>, text: string, values?: readonly SqlValue[]): Promise<T | null> {
    return this.#using((sql) => sql.get(row, text, values));
  }

  run(text: string, values?: readonly SqlValue[]): Promise<number> {
    return this.#using((sql) => sql.run(text, values));
  }

  get forJobs(): Sql['forJobs'] {
    return { executeSql: (text, values) => this.#using((sql) => sql.forJobs.executeSql(text, values)) };
  }

  /**
   * Commits what `work` does as a whole, or nothing of it.
   * @throws UserError `network` when the server cannot be reached; whether it committed is then unknown
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#using(async (sql) => {
      await sql.run('BEGIN');
      try {
        const result = await work(sql);
        await sql.run('COMMIT');
        return result;
      } catch (error) {
        // A connection that broke has rolled back by itself.
        await sql.run('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  /**
   * An event at once, one for each notification on a channel, and one from time to time.
   * @throws UserError `network` when the connection is lost
   */
  async *listen(channel: string, signal: AbortSignal): AsyncGenerator<void, void, undefined> {
    const client = new pg.Client(this.#config);
    const heard = new Changes<null>();
    const lost: { error?: Error } = {};
    client.on('notification', () => {
      heard.emit(null);
    });
    client.on('error', (error) => {
      lost.error = error;
      heard.emit(null);
    });
    const timer = setInterval(() => {
      heard.emit(null);
    }, POLL_MS);
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      for await (const error of heard.watch(signal, () => lost.error)) {
        if (error !== undefined) throw error;
        yield;
      }
    } catch (error) {
      throw this.#explained(error);
    } finally {
      clearInterval(timer);
      await client.end().catch(() => undefined);
    }
  }

  async #using<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      throw this.#explained(error);
    }
    // Without a listener, a connection that breaks between two statements would end the process.
    let broken: Error | undefined;
    const onError = (error: Error): void => {
      broken = error;
    };
    client.on('error', onError);
    try {
      return await work(sqlOf(client));
    } catch (error) {
      const explained = this.#explained(error);
      if (explained instanceof UserError && explained.code === 'network') broken ??= explained;
      throw explained;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  #explained(error: unknown): unknown {
    if (error instanceof UserError) return error;
    if (isUnreachable(error))
      return new UserError(
        'network',
        `PostgreSQL at ${this.shown} cannot be reached (${error instanceof Error ? error.message : String(error)}).`,
        { cause: error },
      );
    const state = error instanceof pg.DatabaseError ? error.code : undefined;
    if (state === '42501')
      return new UserError(
        'bad-input',
        `Your database role may not do this (${String(error)}). Ask whoever runs the grid for another role.`,
        { cause: error },
      );
    if (state?.startsWith('28') === true)
      return new UserError(
        'bad-input',
        `PostgreSQL at ${this.shown} refuses this role (${String(error)}). Check user and password.`,
        { cause: error },
      );
    return error;
  }
}

/** Whether an error says that the server could not be reached, as opposed to what it answered. */
function isUnreachable(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return UNREACHABLE.test(error.code ?? '');
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENET|EPIPE)/.test(code) ||
    /connection|timeout/i.test(error.message)
  );
}

function sqlOf(client: pg.PoolClient): Sql {
  const query = (
    text: string,
    values: readonly SqlValue[] = [],
  ): Promise<pg.QueryResult<pg.QueryResultRow>> => client.query(text, values.map(bound));
  return {
    all: async (row, text, values) => (await query(text, values)).rows.map((value) => row.parse(value)),
    get: async (row, text, values) => {
      const [first] = (await query(text, values)).rows;
      return first === undefined ? null : row.parse(first);
    },
    run: async (text, values) => (await query(text, values)).rowCount ?? 0,
    forJobs: {
      // The whole result: for several statements at once it is a list, as pg-boss expects.
      executeSql: (text, values) => client.query<pg.QueryResultRow>(text, values ?? []),
    },
  };
}

/** The driver sends Buffers as bytes and other arrays as PostgreSQL's. */
const bound = (value: SqlValue): unknown =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
