import sqlite3 from 'sqlite3';
import type { Compute } from '../../src/main/engine/context';

/** A value of a row as the bare library gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** Rows of an SQLite file, read as another program would. */
export const readSql = (path: string, sql: string): Promise<Row[]> =>
  new Promise((done, reject) => {
    const database = new sqlite3.Database(path, sqlite3.OPEN_READWRITE, (opening) => {
      if (opening !== null) {
        reject(opening);
        return;
      }
      database.all(sql, (error: Error | null, rows: Row[]) => {
        database.close(() => {
          if (error === null) done(rows);
          else reject(error);
        });
      });
    });
  });

/** Runs statements on an SQLite file, made where there is none, as another program would. */
export const runSql = (path: string, sql: string): Promise<void> =>
  new Promise((done, reject) => {
    const database = new sqlite3.Database(path, (opening) => {
      if (opening !== null) {
        reject(opening);
        return;
      }
      database.exec(`PRAGMA foreign_keys = ON; ${sql}`, (error) => {
        database.close(() => {
          if (error === null) done();
          else reject(error);
        });
      });
    });
  });

/** A placeholder where nothing is computed. */
export const noCompute = (): Compute => {
  throw new Error('Nothing is to be computed here.');
};
