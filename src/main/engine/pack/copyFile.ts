import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A file's bytes. @param onBytes called with how many were read since the last call */
export const bytesOfFile = (path: string, onBytes: (bytes: number) => void): Readable =>
  Readable.from(counted(createReadStream(path, { highWaterMark: 1 << 20 }), onBytes), { objectMode: false });

async function* counted(
  stream: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    onBytes(chunk.length);
    yield chunk;
  }
}

/** Copies a file, with its time of change, to where nothing is, and waits until it is on the disk. */
export async function copyFile(
  from: string,
  to: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await pipeline(bytesOfFile(from, onBytes), createWriteStream(to, { flags: 'wx' }), { signal });
  const { atime, mtime } = await stat(from);
  await utimes(to, atime, mtime);
  const file = await open(to, 'r+');
  await file.sync().finally(() => file.close());
}
