import { homedir } from 'node:os';
import { join } from 'node:path';

/** Settings folder of the command. */
export const commandSettingsDir = (): string => join(configDir(), 'topo2vec');

/** Folder of the command for what can be computed again at any time. */
export const commandCacheDir = (): string =>
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'topo2vec');

/** Settings folder of the app: Electron's `userData` folder, unless it was started with another one. */
export function appSettingsDir(): string {
  const name = 'Topo2Vec Workbench';
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', name);
  if (process.platform === 'win32') return join(process.env.APPDATA ?? homedir(), name);
  return join(configDir(), name);
}

const configDir = (): string => process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
