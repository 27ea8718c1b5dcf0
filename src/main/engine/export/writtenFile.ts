import type { LocatedTable } from './located';

/** A file of an export, which may have several. */
export interface WrittenFile {
  readonly path: string;
  /** Writes it at the path that it is given, where nothing is. */
  readonly write: (beside: string) => Promise<void>;
}

/** The files of places in a format, the one that is asked for and what belongs beside it. */
export type PlaceWriter = (path: string, table: LocatedTable) => readonly WrittenFile[];

/** The writer of a format of one file. */
export const oneFile =
  (write: (path: string, table: LocatedTable) => Promise<void>): PlaceWriter =>
  (path, table) => [{ path, write: (beside) => write(beside, table) }];
