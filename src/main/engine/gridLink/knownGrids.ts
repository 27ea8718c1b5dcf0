import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../platform/replaceFile';

const knownGrid = z.object({
  /** PostgreSQL address without a password. */
  address: z.string(),
  /** Folder of its terrain on this computer; null: nobody said. */
  terrain: z.string().nullable(),
  /** Folder or bucket of its shards for this computer; null: nobody said. */
  data: z.string().nullable().default(null),
  /** Servers and buckets that DTMs may be read from, as `GridPlaces` names them. */
  sources: z.array(z.string()).default([]),
});
export type KnownGrid = z.infer<typeof knownGrid>;

const stored = z.record(z.string(), knownGrid);

/**
 * Where the grids are that this computer's user opened, by their ids, and where their things are, as the user said. A project names
 * the id of its grid alone, so that a project from somebody else connects to nothing that was not opened here.
 */
export class KnownGrids {
  /**
   * @param settingsDir where they are remembered
   * @param alsoFrom another folder where they may be
   */
  constructor(
    private readonly settingsDir: string,
    private readonly alsoFrom: string | null = null,
  ) {}

  async add(id: string, grid: KnownGrid): Promise<void> {
    const known = await readGrids(this.settingsDir);
    await mkdir(this.settingsDir, { recursive: true });
    await replaceFile(fileIn(this.settingsDir), JSON.stringify({ ...known, [id]: grid }, null, 2));
  }

  async find(id: string): Promise<KnownGrid | null> {
    for (const dir of [this.settingsDir, this.alsoFrom]) {
      const found = dir === null ? undefined : (await readGrids(dir))[id];
      if (found !== undefined) return found;
    }
    return null;
  }
}

const fileIn = (settingsDir: string): string => join(settingsDir, 'grids.json');

/** A broken file knows none: grids are opened again. */
async function readGrids(settingsDir: string): Promise<z.infer<typeof stored>> {
  const text = await readFile(fileIn(settingsDir), 'utf8').catch(() => '{}');
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
