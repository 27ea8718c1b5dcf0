import { ipcMain, type BrowserWindow } from 'electron';
import { channels } from '../../shared/contract/shell';
import type { Channel } from '../../shared/rpc/message';
import { PAGE_URL } from './page';

/**
 * The channel to the workbench's own page in a window; messages of other pages and of frames are dropped. It closes, and begins
 * anew, whenever the page is loaded again: calls of the page before are not answered to the new one.
 */
export function windowChannel(window: BrowserWindow): Channel {
  return {
    send: (message) => {
      if (!window.isDestroyed()) window.webContents.send(channels.shell, message);
    },
    onMessage: (listener) => {
      ipcMain.on(channels.shell, ({ sender, senderFrame }, message: unknown) => {
        const isPage = sender === window.webContents && senderFrame?.parent === null;
        if (isPage && senderFrame.url === PAGE_URL) listener(message);
      });
    },
    onClose: (listener) => {
      window.webContents.on('did-start-navigation', (_event, _url, isInPlace, isMainFrame) => {
        if (isMainFrame && !isInPlace) listener();
      });
    },
    close: () => undefined,
  };
}
