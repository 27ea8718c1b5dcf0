import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { PAGE_URL } from './page';
import { sandboxed } from './security';
import type { ShellState, StateFile } from './stateFile';

/** Opens the workbench's window, sandboxed, at its last position. */
export function openWindow(preloadDir: string, iconPath: string, state: StateFile): BrowserWindow {
  const last = state.value.window;
  const window = new BrowserWindow({
    width: last?.width ?? 1280,
    height: last?.height ?? 800,
    ...(last !== null && isOnScreen(last) ? { x: last.x, y: last.y } : {}),
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Topo2Vec Workbench',
    icon: iconPath,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#141615' : '#F6F6F3',
    webPreferences: { ...sandboxed, preload: join(preloadDir, 'index.js') },
  });
  if (last?.maximised === true) window.maximize();
  window.once('ready-to-show', () => {
    window.show();
  });
  window.on('close', () => {
    state.putWindow({ ...window.getNormalBounds(), maximised: window.isMaximized() });
  });
  void window.loadURL(PAGE_URL);
  return window;
}

/** Whether part of a window would be visible: its screen may have been removed. */
const isOnScreen = ({ x, y, width, height }: NonNullable<ShellState['window']>): boolean =>
  screen
    .getAllDisplays()
    .some(
      ({ workArea: area }) =>
        x < area.x + area.width && x + width > area.x && y < area.y + area.height && y + height > area.y,
    );
