import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { bytesOfFile } from './copyFile';
import type { PackedFile } from './packedTerrain';

/** Files that are compressed already. */
const packed = new Set(['.tif', '.tiff', '.zip', '.gz', '.png', '.jpg']);

/**
 * Writes a zip file by streams, with the 64-bit records of its format where files or their number need them.
 * @param onBytes called with how many bytes of the files were read since the last call
 */
export async function writeZip(
  path: string,
  files: readonly PackedFile[],
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const zip = new ZipFile();
  const stopped = new AbortController();
  let failure: unknown = null;
  const stop = (error?: unknown): void => {
    failure ??= error;
    stopped.abort();
  };
  zip.on('error', stop);
  const onAbort = (): void => {
    stop();
  };
  signal.addEventListener('abort', onAbort);
  try {
    for (const { path: from, name } of files) {
      const { mtime, size } = await stat(from);
      const compress = !packed.has(extname(from).toLowerCase());
      // Sizes beyond 4 GB are known only after compressing, when it is too late for larger fields.
      zip.addReadStreamLazy(name, { mtime, compress, forceZip64Format: size > 0xf000_0000 }, (take) => {
        const stream = bytesOfFile(from, onBytes);
        stream.on('error', stop);
        take(null, stream);
      });
    }
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(path, { flags: 'wx' }), { signal: stopped.signal });
  } catch (error) {
    throw failure ?? error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
