import { constants, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError, type UserErrorCode } from '../../shared/errors';
import { HttpFile, isHttp, withoutQuery } from './httpFile';

/** What bytes are read from: a file's handle, or a file on a server. */
interface Readable {
  read(
    bytes: Uint8Array,
    at: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

/** A file with random access, on a disk or on a server; errors name it. */
export class FileSource {
  private constructor(
    /** Of a file on a server its address without what follows a question mark, which may be a key. */
    readonly path: string,
    /** Bytes. */
    readonly size: number,
    /** Time of its last change, milliseconds since 1970. */
    readonly modifiedMs: number,
    private readonly handle: Readable,
  ) {}

  /**
   * Opens a regular file, or by http:// or https:// a file whose server sends ranges. Pipes and devices are not opened: that could
   * block forever. Paths that a window, a project or another file names are made absolute first, so that none of them is an address.
   * @throws UserError `not-found` when it is absent, `bad-input` when it is not a file or may not be read, `network`
   */
  static async open(path: string): Promise<FileSource> {
    if (isHttp(path)) {
      const file = await HttpFile.open(path);
      return new FileSource(withoutQuery(path), file.size, file.mtimeMs, file);
    }
    try {
      requireFile(path, (await stat(path)).isFile());
      // Does not block either on what has replaced the file since; Windows has no such flag, where it is zero.
      const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        const stats = await handle.stat();
        requireFile(path, stats.isFile());
        return new FileSource(path, stats.size, stats.mtimeMs, handle);
      } catch (error) {
        await handle.close();
        throw error;
      }
    } catch (error) {
      throw error instanceof UserError ? error : cannotOpen(path, error);
    }
  }

  /**
   * Size and time of change of a file, which is not opened.
   * @throws UserError as `open` does
   */
  static async stat(path: string): Promise<Pick<Stats, 'size' | 'mtimeMs'>> {
    if (isHttp(path)) return HttpFile.open(path);
    try {
      const stats = await stat(path);
      requireFile(path, stats.isFile());
      return stats;
    } catch (error) {
      throw error instanceof UserError ? error : cannotOpen(path, error);
    }
  }

  /** An error about this file: `what` continues the sentence after its name. */
  error(code: UserErrorCode, what: string, cause?: unknown): UserError {
    return new UserError(code, `${basename(this.path)} ${what}`, cause === undefined ? undefined : { cause });
  }

  /** @throws UserError `truncated-file` unless the file has these bytes */
  requireBytes(offset: number, length: number, what: string): void {
    if (offset < 0 || length < 0 || offset + length > this.size)
      throw this.error(
        'truncated-file',
        `is incomplete: ${what} should end at byte ${offset + length} but the file has ${this.size} bytes. Copy or download it again.`,
      );
  }

  /**
   * Reads `length` bytes from `offset`.
   * @param what names the bytes in an error
   * @throws UserError `truncated-file` when the file ends before that, `disk` or `network` when it cannot be read
   */
  async read(offset: number, length: number, what: string): Promise<Buffer> {
    this.requireBytes(offset, length, what);
    const bytes = Buffer.allocUnsafeSlow(length);
    await this.readInto(bytes, offset, what);
    return bytes;
  }

  /**
   * Fills `bytes` from `offset` on.
   * @param what names the bytes in an error
   * @throws UserError as `read` does
   */
  async readInto(bytes: Uint8Array, offset: number, what: string): Promise<void> {
    const { length } = bytes;
    this.requireBytes(offset, length, what);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await this.handle
        .read(bytes, done, length - done, offset + done)
        .catch((error: unknown) => {
          if (error instanceof UserError) throw error;
          throw this.error('disk', `could not be read (${what}): ${String(error)}. Check the disk.`, error);
        });
      if (bytesRead === 0)
        throw this.error('truncated-file', `became shorter while it was read (${what}). Copy it again.`);
      done += bytesRead;
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

function requireFile(path: string, isFile: boolean): void {
  if (!isFile) throw new UserError('bad-input', `${basename(path)} is not a file: choose a DTM file.`);
}

/** The operating system's code of an error, e.g. `ENOENT`; undefined for other errors. */
export const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

function cannotOpen(path: string, error: unknown): UserError {
  const name = basename(path);
  if (codeOf(error) === 'ENOENT')
    return new UserError('not-found', `${name} is not there (${path}): choose where it is now.`, {
      cause: error,
    });
  return new UserError('bad-input', `${name} cannot be opened (${String(error)}): check its permissions.`, {
    cause: error,
  });
}
