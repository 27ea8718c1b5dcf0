import { readList, type Cursor } from './bits';

/** 8-bit values have 256 codes. */
const MAX_CODES = 256;
const MAX_BITS = 32;

/** Reads bits of 32-bit words, highest first; words are little-endian. */
class WordBits {
  private word = 0;
  private left = 0;

  constructor(private readonly cursor: Cursor) {}

  next(): number {
    if (this.left === 0) {
      // The last word may be incomplete.
      const { bytes, at } = this.cursor;
      if (at >= bytes.length) throw new Error('LERC data end early');
      this.word = at + 4 <= bytes.length ? bytes.readInt32LE(at) : bytes.readUIntLE(at, bytes.length - at);
      this.cursor.at += 4;
      this.left = 32;
    }
    return (this.word >>> --this.left) & 1;
  }
}

/** Reads a table of Huffman codes, and returns a function that reads one value after the other. @throws Error when it is invalid */
export function huffmanReader(cursor: Cursor): () => number {
  const version = cursor.int32();
  const [size, first, end] = [cursor.int32(), cursor.int32(), cursor.int32()];
  const isSound = version >= 2 && size > 0 && size <= MAX_CODES && first >= 0 && end > first;
  if (!isSound || first >= size || end - first > size) throw new Error('LERC codes make no sense');
  const lengths = readList(cursor, end - first);
  if (lengths.length !== end - first) throw new Error('LERC codes make no sense');

  // A tree in two lists: each node's children, or minus one minus the value for a leaf.
  const children = [0, 0];
  const bits = new WordBits(cursor);
  lengths.forEach((length, i) => {
    if (length > MAX_BITS) throw new Error('LERC codes make no sense');
    let at = 0;
    for (let b = 0; b < length; b++) {
      const slot = at + bits.next();
      if (b === length - 1) children[slot] = -1 - ((first + i) % size);
      else {
        if ((children[slot] ?? 0) < 0) throw new Error('LERC codes make no sense');
        if (children[slot] === 0) {
          children[slot] = children.length;
          children.push(0, 0);
        }
        at = children[slot] ?? 0;
      }
    }
  });

  const values = new WordBits(cursor);
  return () => {
    let at = 0;
    for (;;) {
      const next = children[at + values.next()] ?? 0;
      if (next < 0) return -1 - next;
      if (next === 0) throw new Error('LERC code without a value');
      at = next;
    }
  };
}
