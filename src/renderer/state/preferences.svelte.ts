import { settings, type Settings, type SettingsChange } from '../../shared/contract/settings';
import type { Engine } from '../rpc';
import type { Messages } from './messages.svelte';

/** The program's settings as the window has them; a change applies at once and is then kept. */
export class Preferences {
  value = $state.raw<Settings>(settings.parse({}));
  /** Whether the kept settings were read, or cannot be. */
  known = $state(false);
  /** The engine that keeps the settings, once they were read from it. */
  private engine: Engine | null = null;
  /** What was changed before. */
  private early: SettingsChange = {};

  constructor(private readonly messages: Readonly<Messages>) {}

  /** Reads the settings that the engine keeps, and sends changes there from then on. */
  async connect(engine: Engine): Promise<void> {
    this.engine = null;
    try {
      const kept = await engine.settings.get();
      const { early } = this;
      this.engine = engine;
      this.early = {};
      this.value = { ...kept, ...early };
      if (Object.keys(early).length > 0) await engine.settings.change(early);
      const said = await engine.settings.setAside();
      if (said !== null) this.messages.note(said);
    } catch (error) {
      this.messages.error(error);
    } finally {
      this.known = true;
    }
  }

  change(change: SettingsChange): void {
    this.keep(change).catch((error: unknown) => {
      this.messages.error(error);
    });
  }

  /** Changes settings, and waits until the engine has written them. */
  async keep(change: SettingsChange): Promise<void> {
    this.value = { ...this.value, ...change };
    if (this.engine === null) this.early = { ...this.early, ...change };
    else await this.engine.settings.change(change);
  }
}
