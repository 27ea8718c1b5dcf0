/** A position in a blob that advances as it is read. Reading beyond the end throws. */
export class Cursor {
  constructor(
    readonly bytes: Buffer,
    public at: number,
  ) {}

  byte(): number {
    return this.bytes.readUInt8(this.at++);
  }

  int32(): number {
    this.at += 4;
    return this.bytes.readInt32LE(this.at - 4);
  }

  /** One value of a LERC type. */
  value(type: number): number {
    const { bytes, at } = this;
    switch (type) {
      case 0:
        this.at += 1;
        return bytes.readInt8(at);
      case 1:
        this.at += 1;
        return bytes.readUInt8(at);
      case 2:
        this.at += 2;
        return bytes.readInt16LE(at);
      case 3:
        this.at += 2;
        return bytes.readUInt16LE(at);
      case 4:
        this.at += 4;
        return bytes.readInt32LE(at);
      case 5:
        this.at += 4;
        return bytes.readUInt32LE(at);
      case 6:
        this.at += 4;
        return bytes.readFloatLE(at);
      case 7:
        this.at += 8;
        return bytes.readDoubleLE(at);
      default:
        throw new Error(`LERC has no type ${type}`);
    }
  }

  /** Integers of `bits` bits each, lowest bit first, in whole bytes. */
  packed(count: number, bits: number): Uint32Array {
    const bytes = Math.ceil((count * bits) / 8);
    if (this.at + bytes > this.bytes.length) throw new Error('LERC data end early');
    const values = new Uint32Array(count);
    let [kept, keptBits] = [0, 0];
    for (let i = 0; i < count; i++) {
      // Up to 31 bits and 7 left over: beyond the range of bit operations.
      while (keptBits < bits) {
        kept += this.byte() * 2 ** keptBits;
        keptBits += 8;
      }
      const scale = 2 ** bits;
      const rest = Math.floor(kept / scale);
      values[i] = kept - rest * scale;
      kept = rest;
      keptBits -= bits;
    }
    return values;
  }
}

/**
 * Reads a list of integers as LERC's BitStuffer2 packs it: a byte of flags, their count, and the numbers, or
 * their indices in a list of those that occur (whose first, 0, is implied).
 * @throws Error when they are more than `most`
 */
export function readList(cursor: Cursor, most: number): Uint32Array {
  const flags = cursor.byte();
  const countBytes = [4, 2, 1][flags >> 6];
  if (countBytes === undefined) throw new Error('LERC list makes no sense');
  const count = cursor.bytes.readUIntLE(cursor.at, countBytes);
  cursor.at += countBytes;
  const bits = flags & 31;
  if (count > most) throw new Error('LERC list is too long');
  if ((flags & 32) === 0) return bits === 0 ? new Uint32Array(count) : cursor.packed(count, bits);

  const others = cursor.byte() - 1;
  if (bits === 0 || others < 1) throw new Error('LERC list makes no sense');
  const table = [0, ...cursor.packed(others, bits)];
  return cursor.packed(count, 32 - Math.clz32(others)).map((place) => {
    const value = table[place];
    if (value === undefined) throw new Error('LERC list makes no sense');
    return value;
  });
}
