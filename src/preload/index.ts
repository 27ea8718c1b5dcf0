import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { z } from 'zod';
import { portMessages, shellContract } from '../shared/contract/shell';
import { connect } from '../shared/rpc/client';
import { pageChannel } from '../shared/rpc/ports';
import type { Workbench } from './bridge';

/** The shell's port stays here: a page could call with it what is not its own. */
const { port1, port2 } = new MessageChannel();
const { page, preload } = connect(
  shellContract,
  pageChannel(port1),
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

// Until the document is there, the shell cannot tell whose preload this is; calls wait in the port.
window.addEventListener('DOMContentLoaded', () => {
  ipcRenderer.postMessage(portMessages.shell, null, [port2]);
});

ipcRenderer.on(portMessages.engine, (event) => {
  // A port cannot cross the context bridge, so a message to the page carries it.
  window.postMessage(portMessages.engine, '*', event.ports);
});
