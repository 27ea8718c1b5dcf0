import type { PbfReader } from 'pbf';
import type { Tags } from '../../feature';
import { bytesOf, eachField, messageOf } from './messages';

/** Far more elements than writers put into one block, which are 8,000 of each kind ("PBF Format", OpenStreetMap wiki), by far. */
export const ELEMENTS_MAX = 2 ** 20;

/** The tags of elements whose tags are not read. */
export const NO_TAGS: Tags = {};

/** The strings of a block, decoded on demand: most never are. */
export class Texts {
  readonly #texts: (string | Uint8Array)[] = [];
  /** By string: whether it is a wanted key; 0 not known yet, 1 yes, 2 no. */
  readonly #keys: Uint8Array;

  constructor(
    table: Uint8Array,
    private readonly wantsKey: ((key: string) => boolean) | null,
  ) {
    const message = messageOf(table);
    eachField(message, (field) => {
      if (field !== 1) return;
      this.#texts.push(bytesOf(message));
      if (this.#texts.length > ELEMENTS_MAX) throw new Error('a block has too many strings');
    });
    this.#keys = new Uint8Array(this.#texts.length);
  }

  /** Tags from a column of keys and one of values; null where there is no wanted key. */
  tags(keys: Uint8Array, values: Uint8Array): Tags | null {
    if (this.wantsKey === null) return NO_TAGS;
    const keyColumn = messageOf(keys);
    let isLookedFor = false;
    let count = 0;
    for (; keyColumn.pos < keyColumn.length; count++) {
      if (this.#isKey(keyColumn.readVarint())) isLookedFor = true;
    }
    if (!isLookedFor) return null;
    keyColumn.pos = 0;
    const valueColumn = messageOf(values);
    const tags: Record<string, string> = {};
    for (let i = 0; i < count; i++) {
      const key = this.text(keyColumn.readVarint());
      tags[key] = this.text(valueColumn.readVarint());
    }
    if (valueColumn.pos !== valueColumn.length) throw new Error('keys and values differ in number');
    return tags;
  }

  /** Tags from a column where keys and values alternate and 0 ends those of a node; null as above. */
  tagsUpToZero(column: PbfReader): Tags | null {
    const start = column.pos;
    let isLookedFor = false;
    for (let key = column.readVarint(); key !== 0; key = column.readVarint()) {
      if (this.#isKey(key)) isLookedFor = true;
      column.readVarint();
    }
    if (!isLookedFor) return null;
    const end = column.pos;
    column.pos = start;
    const tags: Record<string, string> = {};
    for (let key = column.readVarint(); key !== 0; key = column.readVarint()) {
      tags[this.text(key)] = this.text(column.readVarint());
    }
    column.pos = end;
    return tags;
  }

  #isKey(index: number): boolean {
    const known = this.#keys[index];
    if (known !== 0 && known !== undefined) return known === 1;
    const isKey = this.wantsKey?.(this.text(index)) ?? false;
    this.#keys[index] = isKey ? 1 : 2;
    return isKey;
  }

  /** The string of an index. */
  text(index: number): string {
    const text = this.#texts[index];
    if (text === undefined) throw new Error('a tag is not in the string table of its block');
    if (typeof text === 'string') return text;
    const decoded = Buffer.from(text.buffer, text.byteOffset, text.length).toString('utf8');
    this.#texts[index] = decoded;
    return decoded;
  }
}
