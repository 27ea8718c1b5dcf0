import sqlite3 from 'sqlite3';
import type { z } from 'zod';
import { UserError } from '../../../shared/errors';

/** What SQLite stores and binds. */
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

/** How one SQLite connection is opened. */
type Mode = 'create' | 'write' | 'read';

const openFlags: Record<Mode, number> = {
  create: sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE,
  write: sqlite3.OPEN_READWRITE,
  // A `file:` URI can say that nothing will change the file.
  read: sqlite3.OPEN_READONLY | sqlite3.OPEN_URI,
};

/** One connection to an SQLite file, its callbacks turned into promises. */
export class Connection implements Transaction {
  private constructor(private readonly handle: sqlite3.Database) {}

  static open(path: string, mode: Mode): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const handle = new sqlite3.Database(path, openFlags[mode], (error) => {
        if (error === null) resolve(new Connection(handle));
        else reject(explain(error));
      });
    });
  }

  run(sql: string, values: readonly SqlValue[] = []): Promise<{ lastId: number; changes: number }> {
    return new Promise((resolve, reject) => {
      this.handle.run(sql, values, function (this: sqlite3.RunResult, error: Error | null) {
        if (error === null) resolve({ lastId: this.lastID, changes: this.changes });
        else reject(explain(error));
      });
    });
  }

  script(sql: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.handle.exec(sql, (error) => {
        if (error === null) resolve();
        else reject(explain(error));
      });
    });
  }

  all<T>(row: z.ZodType<T>, sql: string, values: readonly SqlValue[] = []): Promise<T[]> {
    return new Promise((resolve, reject) => {
      this.handle.all(sql, values, (error: Error | null, rows: unknown[]) => {
        if (error !== null) {
          reject(explain(error));
          return;
        }
        try {
          resolve(rows.map((value) => row.parse(value)));
        } catch (problem) {
          reject(problem instanceof Error ? problem : new Error(String(problem)));
        }
      });
    });
  }

  async get<T>(row: z.ZodType<T>, sql: string, values: readonly SqlValue[] = []): Promise<T | null> {
    const rows = await this.all(row, sql, values);
    return rows[0] ?? null;
  }

  /** Makes the statement that runs now fail. */
  interrupt(): void {
    this.handle.interrupt();
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.handle.close((error) => {
        if (error === null) resolve();
        else reject(explain(error));
      });
    });
  }
}

/** Turns SQLite errors that a person can do something about into such; the rest are bugs. */
function explain(error: Error & { code?: string }): Error {
  switch (error.code) {
    case 'SQLITE_FULL':
      return new UserError('disk', 'The disk is full. Free some space and try again; nothing was lost.', {
        cause: error,
      });
    case 'SQLITE_IOERR':
    case 'SQLITE_CORRUPT':
      return new UserError('disk', `The project file could not be read or written (${error.message}).`, {
        cause: error,
      });
    case 'SQLITE_CANTOPEN':
      return new UserError(
        'not-found',
        'The project file cannot be opened: check that it exists and may be written.',
        {
          cause: error,
        },
      );
    case 'SQLITE_READONLY':
      return new UserError('disk', 'The project file is read-only.', { cause: error });
    default:
      return error;
  }
}

/**
 * A project's database: one connection that writes, one transaction at a time, and one that reads what is committed
 * meanwhile (SQLite's write-ahead log gives it a consistent view).
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

  /** Runs `work` in a transaction of its own: all of it is committed, or, when it throws, nothing. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const result = this.lastWrite.then(async () => {
      await this.writer.script('BEGIN IMMEDIATE');
      try {
        const value = await work(this.writer);
        await this.writer.script('COMMIT');
        return value;
      } catch (error) {
        await this.writer.script('ROLLBACK');
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
