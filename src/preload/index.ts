import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { z } from 'zod';
import { channels, shellContract } from '../shared/contract/shell';
import { connect } from '../shared/rpc/client';
import type { Workbench } from './bridge';

/** Stays here: a page could send by it what is not its own to call. It closes with the page. */
const { page, preload } = connect(
  shellContract,
  {
    send: (message) => {
      ipcRenderer.send(channels.shell, message);
    },
    onMessage: (listener) => {
      ipcRenderer.on(channels.shell, (_event, message: unknown) => {
        listener(message);
      });
    },
    onClose: () => undefined,
    close: () => undefined,
  },
  () => new Error('The program is closing.'),
);

/**
 * Path of a dropped file; empty when it is not a file on disk. In Electron without `webUtils`, the getter of File.prototype is
 * called, which refuses other objects: a page could pass anything that has a `path`.
 */
function pathOf(file: File): string {
  if (typeof webUtils !== 'undefined') return webUtils.getPathForFile(file);
  return z.string().parse(Reflect.get(File.prototype, 'path', file));
}

const workbench: Workbench = {
  ...page,
  droppedPath: async (file) => {
    const path = pathOf(file);
    return path === '' ? null : preload.grantDropped(path);
  },
  onRequest: (listener) => {
    void (async () => {
      for await (const requests of preload.requests())
        // A listener that fails must not end the others' requests.
        for (const request of requests) void Promise.resolve(request).then(listener);
    })();
  },
};

contextBridge.exposeInMainWorld('workbench', workbench);

ipcRenderer.on(channels.enginePort, (event) => {
  // A port cannot cross the context bridge, so a message to the page carries it.
  window.postMessage(channels.enginePort, '*', event.ports);
});
