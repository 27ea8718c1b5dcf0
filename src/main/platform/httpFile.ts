import { LRUCache } from 'lru-cache';
import { UserError } from '../../shared/errors';
import { askAgain, isPassing } from './askAgain';
import { httpRequest, type HttpAnswer } from './httpRequest';

/** Bytes that short reads ask for at once, so that a directory is not fetched number by number. */
const BLOCK_BYTES = 65_536;

/** Blocks that are kept of a file. */
const BLOCKS = 32;

/** Times that a range is asked for before it has failed. */
const ATTEMPTS = 4;

const MOST_REDIRECTS = 5;

/** Whether a path is the address of a file on a server. */
export const isHttp = (path: string): boolean => /^https?:\/\//i.test(path);

/** An address as it may be shown: what follows a question mark, or precedes the host, may be a key. */
export function withoutQuery(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}

/** A file on a server, read by ranges (RFC 9110, section 14). Works as a file's handle does. */
export class HttpFile {
  readonly #blocks = new LRUCache<number, Promise<Buffer>>({ max: BLOCKS });

  private constructor(
    private readonly url: URL,
    readonly size: number,
    /** Time of its last change, milliseconds since 1970. */
    readonly mtimeMs: number,
    /** Its strong entity tag, where the server states one. */
    private readonly tag: string | null,
  ) {}

  /**
   * Asks for the size of a file.
   * @throws UserError `not-found`; `network` when the server cannot be reached, or does not send ranges
   */
  static async open(address: string): Promise<HttpFile> {
    const url = new URL(address);
    const { headers, status } = await answer(url, { range: 'bytes=0-0' });
    if (status === 404 || status === 410)
      throw new UserError('not-found', `${placeOf(url)} is not there. Check its address.`);
    const size = Number(/^bytes 0-0\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1]);
    const mtimeMs = Date.parse(headers['last-modified'] ?? '');
    if (status !== 206 || Number.isNaN(size) || Number.isNaN(mtimeMs))
      throw new UserError(
        'network',
        `${placeOf(url)} cannot be read in parts: its server answered ${status}, and must send ranges and the time of the last change. ` +
          'Download it, and choose the copy.',
      );
    const { etag = '' } = headers;
    return new HttpFile(url, size, mtimeMs, etag.startsWith('"') ? etag : null);
  }

  /** Reads as `FileHandle.read` does, but never less than was asked for within the file. */
  async read(
    bytes: Uint8Array,
    at: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }> {
    const end = Math.min(this.size, position + length);
    if (end - position >= BLOCK_BYTES) {
      bytes.set(await this.#range(position, end), at);
    } else {
      for (let from = position; from < end;) {
        const block = Math.floor(from / BLOCK_BYTES);
        const start = block * BLOCK_BYTES;
        const part = (await this.#block(block)).subarray(from - start, end - start);
        bytes.set(part, at + from - position);
        from += part.length;
      }
    }
    return { bytesRead: Math.max(0, end - position) };
  }

  /** Connections are shared, and close by themselves. */
  close(): Promise<void> {
    this.#blocks.clear();
    return Promise.resolve();
  }

  #block(block: number): Promise<Buffer> {
    const kept = this.#blocks.get(block);
    if (kept !== undefined) return kept;
    const start = block * BLOCK_BYTES;
    const asked = this.#range(start, Math.min(this.size, start + BLOCK_BYTES));
    this.#blocks.set(block, asked);
    asked.catch(() => this.#blocks.delete(block));
    return asked;
  }

  async #range(start: number, end: number): Promise<Buffer> {
    const headers = {
      range: `bytes=${start}-${end - 1}`,
      ...(this.tag === null ? {} : { 'if-match': this.tag }),
    };
    const { status, bytes } = await answer(this.url, headers);
    if (status === 412)
      throw new UserError('bad-input', `${placeOf(this.url)} changed while it was read. Start again.`);
    if (status !== 206 || bytes.length !== end - start)
      throw new UserError(
        'network',
        `${placeOf(this.url)} could not be read: its server answered ${status}.`,
      );
    return bytes;
  }
}

const placeOf = (url: URL): string => withoutQuery(url.href);

async function answer(url: URL, headers: Record<string, string>): Promise<HttpAnswer> {
  try {
    const found = await askAgain(ATTEMPTS, () => followed(url, headers));
    if (isPassing(found.status)) throw new Error(`it answered ${found.status}`);
    return found;
  } catch (error) {
    throw new UserError(
      'network',
      `${placeOf(url)} could not be read: ${error instanceof Error ? error.message : String(error)}. Check the connection and the address.`,
      { cause: error },
    );
  }
}

/** A whole file instead of a range may be larger than memory. */
const isPart = (status: number): boolean => status !== 200;

async function followed(url: URL, headers: Record<string, string>): Promise<HttpAnswer> {
  let at = url;
  for (let redirect = 0; redirect <= MOST_REDIRECTS; redirect++) {
    const found = await httpRequest(at, { headers, reads: isPart });
    const { location } = found.headers;
    if (found.status < 300 || found.status >= 400 || location === undefined) return found;
    at = new URL(location, at);
  }
  throw new Error('it redirects too many times');
}
