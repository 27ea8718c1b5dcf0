import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { z } from 'zod';
import type { UndoState } from '../shared/contract/project';
import { ENGINE_PORT_MESSAGE, type MenuCommand, type Workbench } from './bridge';

const paths = z.array(z.string());
const maybePath = z.string().nullable();
const startProject = z.object({ path: z.string(), sample: z.boolean() });
const menuCommand = z.enum([
  'new-project',
  'open-project',
  'open-sample',
  'import-dtms',
  'import-labels',
  'export-detections',
  'undo',
  'redo',
  'zoom-to-terrain',
  'show-keys',
]) satisfies z.ZodType<MenuCommand>;

/** Where a dropped file lies; Electron before 29 writes it on the file itself. */
function pathOf(file: File): string {
  if (typeof webUtils !== 'undefined') return webUtils.getPathForFile(file);
  return 'path' in file && typeof file.path === 'string' ? file.path : '';
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
  onMenu: (listener) => {
    ipcRenderer.on('menu', (_event, command: unknown) => {
      listener(menuCommand.parse(command));
    });
  },
  setUndoState: (state: UndoState) => {
    ipcRenderer.send('undo-state', state);
  },
  setProject: (path) => {
    ipcRenderer.send('project', path);
  },
};

contextBridge.exposeInMainWorld('workbench', workbench);

ipcRenderer.on('engine-port', (event) => {
  // A port cannot cross the context bridge; a message to the page itself carries it.
  window.postMessage(ENGINE_PORT_MESSAGE, '*', event.ports);
});
