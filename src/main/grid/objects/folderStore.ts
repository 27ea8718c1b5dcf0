import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../../../shared/errors';
import { unwritable } from '../../../shared/systemErrors';
import { codeOf, FileSource } from '../../platform/fileSource';
import { isPartial } from '../../platform/partials';
import { replaceFile } from '../../platform/replaceFile';
import { syncFolder } from '../../platform/syncFolder';
import { checkedKey } from './key';
import type { ListedObject, ObjectStore } from './objectStore';
import { missing, tooShort } from './refusals';

/** Objects as files of a folder, which several machines may share. */
export class FolderStore implements ObjectStore {
  private constructor(readonly place: string) {}

  /** Opens a folder, which is made if it is not there. @throws UserError `disk` */
  static async open(folder: string): Promise<FolderStore> {
    // Without a slash at its end: what is removed must not take the folder itself, or those above it, along.
    const place = resolve(folder);
    await makeFolder(place);
    return new FolderStore(place);
  }

  async put(key: string, bytes: Uint8Array | readonly Uint8Array[]): Promise<void> {
    const path = this.#path(key);
    await makeFolder(dirname(path));
    await replaceFile(path, bytes);
  }

  async get(key: string): Promise<Uint8Array> {
    return this.#reading(key, (file) => file.read(0, file.size, key));
  }

  async read(key: string, offset: number, length: number): Promise<Uint8Array> {
    return this.#reading(key, (file) => {
      const start = offset < 0 ? file.size + offset : offset;
      if (start < 0 || start + length > file.size) throw tooShort(this.place, key);
      return file.read(start, length, key);
    });
  }

  async size(key: string): Promise<number | null> {
    const found = await ifThere(stat(this.#path(key)));
    return found?.isFile() === true ? found.size : null;
  }

  async *list(prefix: string): AsyncGenerator<ListedObject> {
    const folder = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : '';
    for await (const key of filesOf(this.place, folder)) {
      const found = key.startsWith(prefix) ? await ifThere(stat(this.#path(key))) : null;
      if (found !== null) yield { key, bytes: found.size, putMs: found.mtimeMs };
    }
  }

  async remove(key: string): Promise<void> {
    const path = this.#path(key);
    await rm(path, { force: true }).catch((error: unknown) => {
      throw unwritable(error, path);
    });
    // A bucket has no folders that could be left empty.
    for (let folder = dirname(path); folder !== this.place; folder = dirname(folder))
      if (
        !(await rmdir(folder).then(
          () => true,
          () => false,
        ))
      )
        return;
  }

  #path(key: string): string {
    return join(this.place, ...checkedKey(key).split('/'));
  }

  async #reading<T>(key: string, read: (file: FileSource) => Promise<T>): Promise<T> {
    const file = await FileSource.open(this.#path(key)).catch((error: unknown) => {
      throw error instanceof UserError && error.code === 'not-found' ? missing(this.place, key) : error;
    });
    try {
      return await read(file);
    } finally {
      await file.close();
    }
  }
}

/** The keys of all files below a folder, in the order of their names as S3 has it: '/' is a character like others. */
async function* filesOf(root: string, folder: string): AsyncGenerator<string> {
  const entries = (await ifThere(readdir(join(root, folder), { withFileTypes: true }))) ?? [];
  const named = entries.map((entry) => ({ entry, name: entry.name + (entry.isDirectory() ? '/' : '') }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { entry } of named) {
    const key = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* filesOf(root, key);
    else if (!isPartial(entry.name)) yield key;
  }
}

/** Makes a folder, and everything above it, safe on the disk. */
async function makeFolder(folder: string): Promise<void> {
  try {
    const first = await mkdir(folder, { recursive: true });
    if (first === undefined) return;
    for (let made = folder; made.length >= first.length; made = dirname(made))
      await syncFolder(dirname(made));
  } catch (error) {
    throw unwritable(error, folder);
  }
}

/** What the file system answers; null where there is nothing. @throws UserError `disk` for other refusals */
const ifThere = <T>(asked: Promise<T>): Promise<T | null> =>
  asked.catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(String(codeOf(error)))) return null;
    throw new UserError('disk', `The folder of the data cannot be read (${String(error)}).`, {
      cause: error,
    });
  });
