import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { settings, type Settings, type SettingsChange } from '../../../shared/contract/settings';
import { isMissing, readSettings } from '../../platform/readSettings';
import { replaceFile } from '../../platform/replaceFile';

/** The settings on disk. Changes are written one after the other. */
export class SettingsFile {
  private lastChange: Promise<void> = Promise.resolve();
  private said: string | null = null;

  /** @param onChanged called with the settings after each change */
  constructor(
    private readonly path: string,
    private readonly onChanged: (settings: Settings) => void = () => undefined,
  ) {}

  /** The message about settings that could not be read, or null. */
  get setAside(): string | null {
    return this.said;
  }

  /** Reads the settings; a missing file gives the defaults, and so does a broken one, which is set aside. */
  async read(): Promise<Settings> {
    try {
      return readSettings(this.path);
    } catch {
      await this.putAside();
      return settings.parse({});
    }
  }

  /** Changes some settings: writes them beside the old ones, then replaces those. */
  async change(change: SettingsChange): Promise<void> {
    const done = this.lastChange.then(async () => {
      await this.write({ ...(await this.read()), ...change });
    });
    this.lastChange = done.catch(() => undefined);
    await done;
  }

  private async putAside(): Promise<void> {
    const aside = `${this.path}.broken-${new Date().toISOString().replaceAll(':', '-')}`;
    const name = basename(this.path);
    try {
      await rename(this.path, aside);
      this.said = `The settings in ${name} could not be read, so the defaults are used. The file is kept as ${basename(aside)}.`;
    } catch (error) {
      // Another process was faster.
      if (isMissing(error)) return;
      this.said = `The settings in ${this.path} cannot be read, so the defaults are used. Correct or delete the file.`;
    }
  }

  private async write(value: Settings): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    await replaceFile(this.path, `${JSON.stringify(value, null, 2)}\n`);
    this.onChanged(value);
  }
}
