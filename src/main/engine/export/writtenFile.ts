/** A file of an export, which may have several. */
export interface WrittenFile {
  readonly path: string;
  /** Writes it at the path that it is given, where nothing is. */
  readonly write: (beside: string) => Promise<void>;
}
