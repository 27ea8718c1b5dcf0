/**
 * A table of a FlatBuffer (flatbuffers.dev, "FlatBuffer Internals"). Every offset and length is checked against the available
 * bytes.
 */
export class FlatTable {
  readonly #view: DataView;

  /** @param at offset of the table in the bytes */
  private constructor(
    private readonly bytes: Uint8Array,
    private readonly at: number,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** The table that a buffer begins with. @throws RangeError for damaged data, as all methods do */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return new FlatTable(bytes, view.getUint32(0, true));
  }

  number(field: number, type: 'Uint8' | 'Uint16' | 'Int32', missing: number): number {
    const at = this.#field(field);
    return at === null
      ? missing
      : type === 'Uint8'
        ? this.#view.getUint8(at)
        : this.#view[`get${type}`](at, true);
  }

  /** @throws RangeError beyond the integers that are exact */
  long(field: number): number {
    const at = this.#field(field);
    const value = at === null ? 0 : Number(this.#view.getBigUint64(at, true));
    if (!Number.isSafeInteger(value)) throw new RangeError('A number is too large.');
    return value;
  }

  text(field: number): string {
    return Buffer.from(this.vector(field, 1) ?? []).toString('utf8');
  }

  table(field: number): FlatTable | null {
    const at = this.#field(field);
    return at === null ? null : new FlatTable(this.bytes, at + this.#view.getUint32(at, true));
  }

  tables(field: number): FlatTable[] {
    const vector = this.vector(field, 4);
    if (vector === null) return [];
    const start = vector.byteOffset - this.bytes.byteOffset;
    return Array.from({ length: vector.length / 4 }, (_, i) => {
      const at = start + 4 * i;
      return new FlatTable(this.bytes, at + this.#view.getUint32(at, true));
    });
  }

  /** The bytes of a vector of items of a size; null where it is missing. */
  vector(field: number, itemBytes: number): Uint8Array | null {
    const at = this.#field(field);
    if (at === null) return null;
    const start = at + this.#view.getUint32(at, true);
    const length = this.#view.getUint32(start, true) * itemBytes;
    if (start + 4 + length > this.bytes.length) throw new RangeError('A vector is longer than its buffer.');
    return this.bytes.subarray(start + 4, start + 4 + length);
  }

  /** Offset of a field; null where it has its default. */
  #field(field: number): number | null {
    const vtable = this.at - this.#view.getInt32(this.at, true);
    const entry = 4 + 2 * field;
    if (entry + 2 > this.#view.getUint16(vtable, true)) return null;
    const offset = this.#view.getUint16(vtable + entry, true);
    return offset === 0 ? null : this.at + offset;
  }
}
