import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { settings, type Settings, type SettingsChange } from '../../../shared/contract/settings';
import { UserError } from '../../../shared/errors';

/** The settings on disk. Changes are written one after the other. */
export class SettingsFile {
  private lastChange: Promise<void> = Promise.resolve();

  constructor(private readonly path: string) {}

  /**
   * Reads the settings; a missing file gives the defaults.
   * @throws UserError `unsupported-file` when the file is there but broken
   */
  async read(): Promise<Settings> {
    const text = await readFile(this.path, 'utf8').catch((error: unknown) => {
      if (z.object({ code: z.literal('ENOENT') }).safeParse(error).success) return '{}';
      throw error;
    });
    try {
      return settings.parse(JSON.parse(text));
    } catch (error) {
      throw new UserError(
        'unsupported-file',
        `The settings in ${basename(this.path)} cannot be read. Correct or delete the file.`,
        { cause: error },
      );
    }
  }

  /**
   * Changes some settings: writes them beside the old ones, then puts them in their place.
   * @throws UserError `unsupported-file` when the file is there but broken
   */
  async change(change: SettingsChange): Promise<void> {
    const done = this.lastChange.then(async () => {
      await this.write({ ...(await this.read()), ...change });
    });
    this.lastChange = done.catch(() => undefined);
    await done;
  }

  private async write(value: Settings): Promise<void> {
    const beside = `${this.path}.new`;
    await mkdir(dirname(this.path), { recursive: true });
    const file = await open(beside, 'w');
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, this.path);
  }
}
