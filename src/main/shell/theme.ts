import { readFileSync } from 'node:fs';
import { nativeTheme } from 'electron';
import { settings, type Settings } from '../../shared/contract/settings';

/** The theme that the settings name, so that the window opens in it; the system's where they cannot be read. */
export function themeIn(settingsPath: string): Settings['theme'] {
  try {
    return settings.parse(JSON.parse(readFileSync(settingsPath, 'utf8'))).theme;
  } catch {
    // The engine reports a broken file, to a window that can show it.
    return 'system';
  }
}

/** Gives window, dialogs and the page's colour scheme a theme. */
export function setTheme(theme: Settings['theme']): void {
  nativeTheme.themeSource = theme;
}
