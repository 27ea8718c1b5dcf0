import { open } from 'node:fs/promises';

/**
 * Makes what was created, renamed or removed in a folder last through a power loss. Systems that cannot do so (Windows,
 * some network drives) need or offer no more, so their refusal is no error; SQLite takes it likewise.
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
