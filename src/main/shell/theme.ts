import { readFileSync } from 'node:fs';
import { nativeTheme } from 'electron';
import { settings, type Settings } from '../../shared/contract/settings';

/** The theme in the settings, for opening the window; the system's where they cannot be read. */
export function themeIn(settingsPath: string): Settings['theme'] {
  try {
    return settings.parse(JSON.parse(readFileSync(settingsPath, 'utf8'))).theme;
  } catch {
    // The engine reports the broken file once a window can show it.
    return 'system';
  }
}

/** Applies a theme to window, dialogs and the page's colour scheme. */
export function setTheme(theme: Settings['theme']): void {
  nativeTheme.themeSource = theme;
}
