import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../../../../shared/errors';
import { uint8Array } from '../../../../shared/rpc/contract';

/** Where labels are read from: a file or a server's response. */
export const labelSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), name: z.string(), path: z.string() }),
  z.object({ kind: z.literal('answer'), name: z.string(), bytes: uint8Array }),
]);
export type LabelSource = z.infer<typeof labelSource>;

/** Bytes that are read one after the other, and can be read once more from the start. */
export interface ByteSource {
  /** Its name in messages. */
  readonly name: string;
  readonly totalBytes: number;
  readonly doneBytes: number;
  /** Reads as many bytes as fit and are left; returns how many, 0 at the end. */
  read(into: Uint8Array): number;
  rewind(): void;
}

/**
 * Gives `work` the bytes of a source while it iterates. Reading blocks on the disk, so this belongs in a worker.
 * @throws UserError `not-found` or `unsupported-file` for anything but a readable file
 */
export function* readBytes<T>(source: LabelSource, work: (bytes: ByteSource) => Iterable<T>): Generator<T> {
  if (source.kind === 'answer') {
    yield* work(bytesOf(source.name, source.bytes));
    return;
  }
  const { name, path } = source;
  const file = open(path, name);
  try {
    const info = fstatSync(file);
    let position = 0;
    yield* work({
      name,
      totalBytes: info.size,
      get doneBytes() {
        return position;
      },
      read: (into) => {
        let filled = 0;
        while (filled < into.length) {
          const count = readAt(file, into.subarray(filled), position, name);
          if (count === 0) break;
          filled += count;
          position += count;
        }
        return filled;
      },
      rewind: () => {
        position = 0;
      },
    });
  } finally {
    closeSync(file);
  }
}

/** Bytes in memory as a source. */
export function bytesOf(name: string, bytes: Uint8Array): ByteSource {
  let position = 0;
  return {
    name,
    totalBytes: bytes.length,
    get doneBytes() {
      return position;
    },
    read: (into) => {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      position += part.length;
      return part.length;
    },
    rewind: () => {
      position = 0;
    },
  };
}

function open(path: string, name: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new UserError('not-found', `${name} cannot be opened. Check that it is there and may be read.`, {
      cause: error,
    });
  }
}

function readAt(file: number, into: Uint8Array, position: number, name: string): number {
  try {
    return readSync(file, into, 0, into.length, position);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new UserError('disk', `${name} cannot be read (${detail}). Check its disk.`, {
      cause: error,
    });
  }
}

/**
 * All bytes of a source.
 * @throws UserError `unsupported-file` when there are more than `maxBytes`
 */
export function allBytes(source: ByteSource, maxBytes: number): Uint8Array {
  source.rewind();
  const parts: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const part = new Uint8Array(PART_BYTES);
    const count = source.read(part);
    total += count;
    if (total > maxBytes) {
      throw new UserError(
        'unsupported-file',
        `${source.name} holds more than ${Math.round(maxBytes / 2 ** 20)} MB, which is too much for this format. Choose a smaller area, or convert it to a GeoPackage.`,
      );
    }
    if (count === 0) return parts.length === 1 ? (parts[0] ?? part) : Buffer.concat(parts);
    parts.push(part.subarray(0, count));
  }
}

const PART_BYTES = 1024 * 1024;
