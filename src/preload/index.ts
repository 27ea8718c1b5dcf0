import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { z } from 'zod';
import { commandId } from '../shared/window/commands';
import { ENGINE_PORT_MESSAGE, type Workbench } from './bridge';

const paths = z.array(z.string());
const maybePath = z.string().nullable();
const aboutProgram = z.object({
  version: z.string(),
  packaged: z.boolean(),
  software: z.record(z.string(), z.string()),
});
const pdf = z.instanceof(Uint8Array);
const startProject = z.object({ path: z.string(), sample: z.boolean() });

/**
 * Path of a dropped file; empty when it is not a file on disk. In Electron without `webUtils`, the getter of File.prototype is
 * called, which refuses other objects: a page could pass anything that has a `path`.
 */
function pathOf(file: File): string {
  if (typeof webUtils !== 'undefined') return webUtils.getPathForFile(file);
  return z.string().parse(Reflect.get(File.prototype, 'path', file));
}

const workbench: Workbench = {
  requestEnginePort: () => {
    ipcRenderer.send('engine-port');
  },
  startProject: async () => startProject.parse(await ipcRenderer.invoke('start-project')),
  samplePath: async () => z.string().parse(await ipcRenderer.invoke('sample-path')),
  openDialog: async (kind) => paths.parse(await ipcRenderer.invoke('open-dialog', kind)),
  saveDialog: async (kind, suggestedName) =>
    maybePath.parse(await ipcRenderer.invoke('save-dialog', kind, suggestedName)),
  droppedPath: async (file) => {
    const path = pathOf(file);
    return path === '' ? null : maybePath.parse(await ipcRenderer.invoke('grant-dropped', path));
  },
  reportFolder: async () => z.string().parse(await ipcRenderer.invoke('report-folder')),
  showReport: async (path) => {
    await ipcRenderer.invoke('show-report', path);
  },
  showGuide: async () => {
    await ipcRenderer.invoke('show-guide');
  },
  showLicences: async () => {
    await ipcRenderer.invoke('show-licences');
  },
  printPdf: async (page) => pdf.parse(await ipcRenderer.invoke('print-pdf', page)),
  about: async () => aboutProgram.parse(await ipcRenderer.invoke('about')),
  recentProjects: async () => paths.parse(await ipcRenderer.invoke('recent-projects')),
  allowAddress: async (use, address) =>
    z.boolean().parse(await ipcRenderer.invoke('allow-address', use, address)),
  setWork: (work) => {
    ipcRenderer.send('work', work);
  },
  tellEnd: (ended) => {
    ipcRenderer.send('work-ended', ended);
  },
  mayStopWork: async (end) => z.boolean().parse(await ipcRenderer.invoke('may-stop-work', end)),
  onMenu: (listener) => {
    ipcRenderer.on('menu', (_event, command: unknown) => {
      listener(commandId.parse(command));
    });
  },
  onOpenProject: (listener) => {
    ipcRenderer.on('open-project', (_event, path: unknown) => {
      listener(z.string().parse(path));
    });
  },
  setMenuState: (state) => {
    ipcRenderer.send('menu-state', state);
  },
  setTheme: (theme) => {
    ipcRenderer.send('theme', theme);
  },
};

contextBridge.exposeInMainWorld('workbench', workbench);

ipcRenderer.on('engine-port', (event) => {
  // A port cannot cross the context bridge, so a message to the page carries it.
  window.postMessage(ENGINE_PORT_MESSAGE, '*', event.ports);
});
