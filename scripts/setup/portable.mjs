import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Unpacks a portable Windows program of electron-builder on any platform: its executable ends in a 7-Zip archive.
 *
 * @param {string} executable - path.
 * @param {string} folder - receives the archive's files.
 * @returns {Promise<string>} the folder.
 */
export async function unpackPortable(executable, folder) {
  // The set-up is loaded before any package is there; this is for packaging alone.
  const { ArchiveReader, libarchiveWasm } = await import('libarchive-wasm');
  const reader = new ArchiveReader(await libarchiveWasm(), new Int8Array(readFileSync(executable)));
  for (const entry of reader.entries()) {
    const content = entry.getFiletype() === 'File' ? entry.readData() : undefined;
    if (content === undefined) continue;
    const path = join(folder, entry.getPathname());
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  reader.free();
  return folder;
}
