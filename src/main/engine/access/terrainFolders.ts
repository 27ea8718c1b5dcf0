import { mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, parse, relative } from 'node:path';
import { z } from 'zod';

const stored = z.array(z.string());

/** Most folders that are remembered, those chosen last. */
const MOST = 1000;

/**
 * The folders that this computer's user chose terrain from. A project file names the files of its DTMs, and may come from
 * anybody: of these, only those below such a folder, or below the project's own, are looked at at all.
 */
export class TerrainFolders {
  /**
   * @param settingsDir where they are remembered; null: there are none, and none is remembered
   * @param alsoFrom another folder where they may be
   */
  constructor(
    private readonly settingsDir: string | null,
    private readonly alsoFrom: string | null = null,
  ) {}

  /** Remembers the folder of a file that was chosen. */
  async add(file: string): Promise<void> {
    if (this.settingsDir === null) return;
    const known = await this.#read();
    const chosen = [folderOf(file), folderOf(await realpath(file).catch(() => file))];
    const fresh = chosen.filter((folder) => !known.some((other) => isBelow(other, folder)));
    if (fresh.length === 0) return;
    const path = fileIn(this.settingsDir);
    const beside = `${path}.${process.pid}.new`;
    await mkdir(this.settingsDir, { recursive: true });
    await writeFile(beside, JSON.stringify([...new Set([...known, ...fresh])].slice(-MOST), null, 2));
    await rename(beside, path);
  }

  /**
   * Whether a file may be looked at, by its name alone: nothing is asked of the disk, nor of a network.
   * @param own the project's folder
   */
  async hold(file: string, own: string): Promise<boolean> {
    return isBelow(own, file) || (await this.#read()).some((folder) => isBelow(folder, file));
  }

  async #read(): Promise<string[]> {
    const dirs = [this.settingsDir, this.alsoFrom].filter((dir) => dir !== null);
    return (await Promise.all(dirs.map(readFolders))).flat();
  }
}

const fileIn = (settingsDir: string): string => join(settingsDir, 'terrain-folders.json');

/** A broken file grants nothing: its user is asked again. */
async function readFolders(settingsDir: string): Promise<string[]> {
  const text = await readFile(fileIn(settingsDir), 'utf8').catch(() => '[]');
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    return [];
  }
}

/** The folder of a file; the file itself where that would be a whole disk. */
function folderOf(file: string): string {
  const folder = dirname(file);
  return folder === parse(folder).root ? file : folder;
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !/^\.\.(?:[\\/]|$)/.test(way) && !isAbsolute(way);
}
