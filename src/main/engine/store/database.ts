import { pathToFileURL } from 'node:url';
import sqlite3 from 'sqlite3';
import { z } from 'zod';
import { explainSqlite } from './explainSqlite';
import { statementTimer, type SlowStatements } from './slowStatements';
import { refuseUnsoundSqlite } from './soundSqlite';

/** Values that SQLite stores and binds. */
export type SqlValue = string | number | null | Uint8Array;

/** Reads rows, each parsed by a schema: what is in a file is not trusted. */
export interface Reader {
  /** All rows of a query. */
  all<T>(row: z.ZodType<T>, sql: string, values?: readonly SqlValue[]): Promise<T[]>;
  /** The first row of a query, or null. */
  get<T>(row: z.ZodType<T>, sql: string, values?: readonly SqlValue[]): Promise<T | null>;
}

/** Reads and writes inside one transaction. */
export interface Transaction extends Reader {
  /** Runs one statement; `lastId` is the rowid of an insert. */
  run(sql: string, values?: readonly SqlValue[]): Promise<{ lastId: number; changes: number }>;
  /** Runs several statements without values. */
  script(sql: string): Promise<void>;
}

/**
 * How one SQLite connection is opened; `still`: to read a file that nothing changes in the meantime and that cannot have a log
 * beside it.
 */
type Mode = 'create' | 'write' | 'read' | 'still';

const openFlags: Record<Mode, number> = {
  create: sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE,
  write: sqlite3.OPEN_READWRITE,
  read: sqlite3.OPEN_READONLY,
  still: sqlite3.OPEN_READONLY | sqlite3.OPEN_URI,
};

/** One connection to an SQLite file, its callbacks turned into promises and its errors explained. */
export class Connection implements Transaction {
  /** Begins timing a statement; what it returns ends it. */
  private time: (sql: string) => () => void = () => () => undefined;

  private constructor(
    private readonly handle: sqlite3.Database,
    private readonly path: string,
  ) {}

  /** @throws UserError `project-version` when the SQLite of this program is not sound; `not-found`, `disk` */
  static async open(path: string, mode: Mode): Promise<Connection> {
    // Checked before the file is touched: opening would create a new one.
    refuseUnsoundSqlite(await sqliteVersion());
    return Connection.openAny(path, mode);
  }

  /** As `open`, whatever the version of SQLite. */
  static openAny(path: string, mode: Mode): Promise<Connection> {
    return new Promise((resolve, reject) => {
      // Only a URI can say that nothing will change the file.
      const name = mode === 'still' ? `${pathToFileURL(path).href}?immutable=1` : path;
      const handle = new sqlite3.Database(name, openFlags[mode], (error) => {
        if (error === null) resolve(new Connection(handle, path));
        else void explainSqlite(error, path).then(reject);
      });
    });
  }

  /** Reports slow statements from now on. */
  watchSlow(slow: SlowStatements): void {
    this.time = statementTimer(slow);
  }

  run(sql: string, values: readonly SqlValue[] = []): Promise<{ lastId: number; changes: number }> {
    return new Promise((resolve, reject) => {
      const fail = this.failing(reject);
      const ended = this.time(sql);
      this.handle.run(sql, values, function (this: sqlite3.RunResult, error: Error | null) {
        ended();
        if (error === null) resolve({ lastId: this.lastID, changes: this.changes });
        else fail(error);
      });
    });
  }

  script(sql: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const ended = this.time(sql);
      this.handle.exec(sql, (error) => {
        ended();
        if (error === null) resolve();
        else this.failing(reject)(error);
      });
    });
  }

  all<T>(row: z.ZodType<T>, sql: string, values: readonly SqlValue[] = []): Promise<T[]> {
    return new Promise((resolve, reject) => {
      const ended = this.time(sql);
      this.handle.all(sql, values, (error: Error | null, rows: unknown[]) => {
        ended();
        if (error !== null) {
          this.failing(reject)(error);
          return;
        }
        try {
          resolve(rows.map((value) => row.parse(value)));
        } catch (problem) {
          this.failing(reject)(problem instanceof Error ? problem : new Error(String(problem)));
        }
      });
    });
  }

  async get<T>(row: z.ZodType<T>, sql: string, values: readonly SqlValue[] = []): Promise<T | null> {
    const rows = await this.all(row, sql, values);
    return rows[0] ?? null;
  }

  /**
   * Returns free pages of the file to the disk. It takes as long as writing what is left, once. Where the disk has no room for
   * that, the file stays as it is, which harms nothing.
   */
  async shrink(): Promise<void> {
    await this.script('VACUUM; PRAGMA wal_checkpoint(TRUNCATE);').catch(() => undefined);
  }

  /** Makes the running statement fail. */
  interrupt(): void {
    this.handle.interrupt();
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.handle.close((error) => {
        if (error === null) resolve();
        else this.failing(reject)(error);
      });
    });
  }

  private failing(reject: (error: Error) => void): (error: Error) => void {
    return (error) => void explainSqlite(error, this.path).then(reject);
  }
}

/** The version of SQLite that this process runs, as its `sqlite_version()` gives it, e.g. `3.54.1`. */
export async function sqliteVersion(): Promise<string> {
  const connection = await Connection.openAny(':memory:', 'create');
  try {
    const [row] = await connection.all(
      z.object({ version: z.string() }),
      'SELECT sqlite_version() AS version',
    );
    return row?.version ?? '';
  } finally {
    await connection.close();
  }
}

/**
 * A project's database: one connection that writes, one transaction at a time, and one that reads what is committed (SQLite's
 * write-ahead log gives it a consistent view).
 */
export class Database implements Reader {
  private lastWrite: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly writer: Connection,
    private readonly reader: Connection,
  ) {}

  all<T>(row: z.ZodType<T>, sql: string, values: readonly SqlValue[] = []): Promise<T[]> {
    return this.reader.all(row, sql, values);
  }

  get<T>(row: z.ZodType<T>, sql: string, values: readonly SqlValue[] = []): Promise<T | null> {
    return this.reader.get(row, sql, values);
  }

  /** Reports slow statements of both connections from now on. */
  watchSlow(slow: SlowStatements): void {
    this.writer.watchSlow(slow);
    this.reader.watchSlow(slow);
  }

  /**
   * Runs `work` in a transaction of its own: all of it is committed, or, when it throws, nothing. When it resolves, it is on the
   * disk: a power loss does not undo it.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.write('FULL', work);
  }

  /**
   * As `transaction`, for what can be computed again: a power loss may undo the last of these, but never one without all that
   * followed it. Chunks come by the thousand, and waiting for the disk after each would slow them.
   */
  bulkTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.write('NORMAL', work);
  }

  /** Returns free pages of the file to the disk, after what is being written. */
  shrink(): Promise<void> {
    const done = this.lastWrite.then(() => this.writer.shrink());
    this.lastWrite = done;
    return done;
  }

  private write<T>(
    synchronous: 'FULL' | 'NORMAL',
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const result = this.lastWrite.then(async () => {
      await this.writer.script(`PRAGMA synchronous = ${synchronous}; BEGIN IMMEDIATE;`);
      try {
        const value = await work(this.writer);
        await this.writer.script('COMMIT');
        return value;
      } catch (error) {
        // Where the disk is full, SQLite has rolled back by itself and refuses to do so again. The first failure counts.
        await this.writer.script('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
    this.lastWrite = result.catch(() => undefined);
    return result;
  }

  /** Waits for running transactions, then closes both connections. */
  async close(): Promise<void> {
    await this.lastWrite;
    await this.reader.close();
    await this.writer.close();
  }
}
