import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the command keeps its settings. */
export const commandSettingsDir = (): string => join(configDir(), 'topo2vec');

/** Where the app keeps its settings: Electron's `userData` folder, unless it was started with another one. */
export function appSettingsDir(): string {
  const name = 'Topo2Vec Workbench';
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', name);
  if (process.platform === 'win32') return join(process.env.APPDATA ?? homedir(), name);
  return join(configDir(), name);
}

const configDir = (): string => process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
