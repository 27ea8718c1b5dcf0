import { settings, type Settings, type SettingsChange } from '../../shared/contract/settings';
import type { Engine } from '../rpc';
import type { Messages } from './messages.svelte';

/** The program's settings as the window has them; a change holds at once and is then kept. */
export class Preferences {
  value = $state.raw<Settings>(settings.parse({}));
  private engine: Engine | null = null;

  constructor(private readonly messages: Messages) {}

  /** Reads the settings that the engine keeps, and sends changes there from then on. */
  async connect(engine: Engine): Promise<void> {
    this.engine = engine;
    try {
      this.value = await engine.settings.get();
      const said = await engine.settings.setAside();
      if (said !== null) this.messages.note(said);
    } catch (error) {
      this.messages.error(error);
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
    await this.engine?.settings.change(change);
  }
}
