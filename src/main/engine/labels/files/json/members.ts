import { UserError } from '../../../../../shared/errors';
import type { ByteSource } from '../byteSource';

/**
 * The most bytes of one value, an element of a list or another member: lines of a million places have as many. Parsed by
 * JSON.parse, they take up to twenty times as much.
 */
const VALUE_BYTES_MAX = 16 * 1024 * 1024;
/** The deepest nesting in one value: a multipolygon in a feature has 6. */
const DEPTH_MAX = 100;
const CHUNK_BYTES = 1024 * 1024;

/** A member of a JSON object, or one element of a member that is a list. */
export interface Member {
  readonly key: string;
  /** Which element of the list; null for a member that was not taken apart, or is an empty list. */
  readonly index: number | null;
  readonly value: unknown;
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const RECORD_SEPARATOR = 0x1e;
/** Not a byte: the text has ended. */
const END = -1;

/**
 * The members of the object in a JSON text, one after the other (RFC 8259). Those named in `lists` are taken apart where they are
 * lists, so that no more than one element is in memory. Values are found by their brackets and quotes, and parsed by JSON.parse.
 * @param mayGoOn asked where another value follows, as in sequences (RFC 8142) and in files of a value a line: these are given as
 * elements of a list without a name
 * @throws UserError `unsupported-file` for text that is not such JSON, or cut short, or nested too deeply
 */
export function* jsonMembers(
  source: ByteSource,
  lists: ReadonlySet<string>,
  mayGoOn: () => boolean = () => false,
): Generator<Member> {
  const text = new JsonText(source);
  text.skipByteOrderMark();
  text.skipSeparators();
  text.expect(OPEN_OBJECT);
  if (text.next() === CLOSE_OBJECT) text.advance();
  else {
    do {
      const key = text.value();
      if (typeof key !== 'string') throw text.fault();
      text.expect(COLON);
      if (lists.has(key) && text.next() === OPEN_LIST) yield* elements(text, key);
      else yield { key, index: null, value: text.value() };
    } while (text.goesOn(CLOSE_OBJECT));
  }
  text.skipSeparators();
  if (text.next() === END) return;
  if (!mayGoOn()) throw text.fault();
  for (let index = 1; text.next() !== END; index++) {
    yield { key: '', index, value: text.value() };
    text.skipSeparators();
  }
}

function* elements(text: JsonText, key: string): Generator<Member> {
  text.expect(OPEN_LIST);
  if (text.next() === CLOSE_LIST) {
    text.advance();
    yield { key, index: null, value: [] };
    return;
  }
  let index = 0;
  do yield { key, index: index++, value: text.value() };
  while (text.goesOn(CLOSE_LIST));
}

/** A JSON text of which a part is in memory. */
class JsonText {
  #bytes = Buffer.alloc(CHUNK_BYTES);
  #position = 0;
  #end = 0;

  constructor(private readonly source: ByteSource) {}

  fault(): UserError {
    return new UserError('unsupported-file', `${this.source.name} is not JSON, or is cut short.`);
  }

  skipByteOrderMark(): void {
    this.next();
    if (this.#bytes.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf))) this.#position += 3;
  }

  /** Skips what is between the values of a sequence. */
  skipSeparators(): void {
    while (this.next() === RECORD_SEPARATOR) this.advance();
  }

  /** The next byte that is not a space, without consuming it. */
  next(): number {
    for (;;) {
      const byte = this.#position < this.#end ? (this.#bytes[this.#position] ?? END) : this.#more();
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.#position += 1;
    }
  }

  advance(): void {
    this.#position += 1;
  }

  expect(byte: number): void {
    if (this.next() !== byte) throw this.fault();
    this.#position += 1;
  }

  /** Whether a comma comes next, or else the closing bracket. */
  goesOn(closing: number): boolean {
    const byte = this.next();
    if (byte !== COMMA && byte !== closing) throw this.fault();
    this.#position += 1;
    return byte === COMMA;
  }

  /** The next value. */
  value(): unknown {
    this.next();
    const length = this.#valueLength();
    const text = this.#bytes.toString('utf8', this.#position, this.#position + length);
    this.#position += length;
    try {
      return JSON.parse(text);
    } catch {
      throw this.fault();
    }
  }

  /** How many bytes the value at the position has; afterwards all of them are in memory. */
  #valueLength(): number {
    let depth = 0;
    let inString = false;
    for (let length = 0; ; length++) {
      while (this.#position + length >= this.#end) {
        if (this.#grow()) continue;
        if (depth > 0 || inString || length === 0) throw this.fault();
        return length;
      }
      const byte = this.#bytes[this.#position + length];
      if (inString) {
        if (byte === BACKSLASH) length += 1;
        else if (byte === QUOTE) {
          inString = false;
          if (depth === 0) return length + 1;
        }
      } else if (byte === QUOTE) {
        if (depth === 0 && length > 0) throw this.fault();
        inString = true;
      } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
        depth += 1;
        if (depth > DEPTH_MAX) {
          throw new UserError(
            'unsupported-file',
            `${this.source.name} has values more than ${DEPTH_MAX} levels deep, which labels never have.`,
          );
        }
      } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
        if (depth === 0) return length;
        depth -= 1;
        if (depth === 0) return length + 1;
      } else if (depth === 0 && byte === COMMA) return length;
    }
  }

  /** Reads more after what is in memory, for which it makes room; returns whether there was more. */
  #grow(): boolean {
    const kept = this.#bytes.subarray(this.#position, this.#end);
    if (kept.length >= VALUE_BYTES_MAX) {
      throw new UserError(
        'unsupported-file',
        `${this.source.name} has a single value of more than ${VALUE_BYTES_MAX / 2 ** 20} MiB, which labels never have.`,
      );
    }
    if (kept.length > this.#bytes.length / 2) {
      const larger = Buffer.alloc(2 * this.#bytes.length);
      kept.copy(larger);
      this.#bytes = larger;
    } else kept.copy(this.#bytes);
    this.#position = 0;
    this.#end = kept.length;
    const count = this.source.read(this.#bytes.subarray(this.#end));
    this.#end += count;
    return count > 0;
  }

  /** The byte at the position, reading on where needed; END at the end of the text. */
  #more(): number {
    return this.#grow() ? (this.#bytes[this.#position] ?? END) : END;
  }
}
