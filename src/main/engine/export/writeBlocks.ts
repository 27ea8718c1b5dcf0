import { open } from 'node:fs/promises';

/** Bytes that are written at once: a write for each line would take longer than the rest. */
const BLOCK_BYTES = 65_536;

/** Writes parts of a file one after the other, and waits for the disk. */
export async function writeBlocks(path: string, parts: Iterable<string | Uint8Array>): Promise<void> {
  const file = await open(path, 'w');
  try {
    let waiting: Uint8Array[] = [];
    let bytes = 0;
    for (const part of parts) {
      const next = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
      waiting.push(next);
      bytes += next.length;
      if (bytes < BLOCK_BYTES) continue;
      await file.writeFile(Buffer.concat(waiting));
      [waiting, bytes] = [[], 0];
    }
    await file.writeFile(Buffer.concat(waiting));
    await file.sync();
  } finally {
    await file.close();
  }
}
