import { open } from 'node:fs/promises';

/**
 * Makes files created, renamed or removed in a folder survive a power loss. Systems that cannot do so (Windows,
 * some network drives) need or offer no more, so their refusal is not an error; SQLite does the same.
 */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r').catch(() => null);
  try {
    await folder?.sync().catch(() => undefined);
  } finally {
    await folder?.close();
  }
}
