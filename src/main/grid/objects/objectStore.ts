/** An object that is there. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  /** When it was put the last time, milliseconds since 1970. */
  readonly putMs: number;
}

/** Objects that are written once, in a folder or a bucket. Keys: a-z 0-9 . _ - / ; never absolute, never with '..'. */
export interface ObjectStore {
  /** Its address as people may see it: there is no secret in it. */
  readonly place: string;
  /**
   * Puts an object: it is whole and safe when this returns, and nobody sees half of it. The same key may be put again, with the same
   * bytes.
   * @param bytes all of them, or pieces that follow one another
   * @throws UserError `disk` or `network`
   */
  put(key: string, bytes: Uint8Array | readonly Uint8Array[]): Promise<void>;
  /** The bytes of an object. @throws UserError `not-found`, `disk`, `network` */
  get(key: string): Promise<Uint8Array>;
  /**
   * Some bytes of an object.
   * @param offset of the first one; negative: counted from the end
   * @throws UserError `not-found`; `truncated-file` when the object ends before; `disk`, `network`
   */
  read(key: string, offset: number, length: number): Promise<Uint8Array>;
  /** Bytes of an object; null where there is none. @throws UserError `disk`, `network` */
  size(key: string): Promise<number | null>;
  /** The objects whose keys begin with a prefix, sorted by key. @throws UserError `disk`, `network` */
  list(prefix: string): AsyncIterable<ListedObject>;
  /** Removes an object if it is there. @throws UserError `disk`, `network` */
  remove(key: string): Promise<void>;
}
