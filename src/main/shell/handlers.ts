import { app, type BrowserWindow } from 'electron';
import type { Changes } from '../../shared/changes';
import type { AboutProgram, PageRequest, shellContract } from '../../shared/contract/shell';
import type { Handlers } from '../../shared/rpc/contract';
import type { MenuState } from '../../shared/window/commands';
import { askToConnect } from './addresses';
import { askToOpen, askToSave } from './dialogs';
import type { LockedPages } from './lockedPages';
import type { PagePrinter } from './pagePrinter';
import type { Projects } from './projects';
import type { Services } from './services';
import type { Work } from './work';

/** What the page reaches of the shell. */
export interface Shell {
  readonly window: BrowserWindow;
  readonly services: Services;
  readonly projects: Projects;
  readonly work: Work;
  readonly reports: LockedPages;
  readonly guide: LockedPages;
  readonly licences: LockedPages;
  readonly printer: PagePrinter;
  readonly requests: Changes<PageRequest>;
  readonly sendEnginePort: () => void;
  readonly setMenuState: (state: MenuState) => void;
}

/** Each procedure of the shell's contract and its handler. Every path that leaves here is one that the engine accepts. */
export function shellHandlers(shell: Shell): Handlers<typeof shellContract> {
  const { window, services, projects, work, reports, guide, licences, printer } = shell;
  const toOpen = (path: string): Promise<string> => services.grant('open', path);
  const toSave = (path: string): Promise<string> => services.grant('save', path);

  return {
    page: {
      requestEnginePort: shell.sendEnginePort,
      startProject: async () => {
        const start = projects.current;
        await toOpen(start.path);
        return start;
      },
      samplePath: () => toOpen(projects.samplePath),
      openDialog: async (kind) => {
        const paths = await askToOpen(window, kind);
        return Promise.all(paths.map(kind === 'folder' ? toSave : toOpen));
      },
      saveDialog: async ({ kind, suggestedName }) => {
        const path = await askToSave(window, kind, suggestedName, projects.ownPath);
        return path === null ? null : services.grant(kind === 'project' ? 'create' : 'save', path);
      },
      reportFolder: () => toSave(reports.folder),
      showReport: (path) => reports.show(path, 'Report'),
      showGuide: () => guide.show('index.html', 'Guide'),
      showLicences: () => licences.show('index.html', 'Licences'),
      printPdf: (page) => printer.print(page),
      about: aboutProgram,
      recentProjects: () => Promise.all(projects.recent.map(toOpen)),
      allowAddress: async ({ use, address }) => {
        const allowed = await askToConnect(window, use, address);
        if (allowed !== null) await services.grant(use, allowed);
        return allowed !== null;
      },
      setWork: (running) => {
        work.show(running);
      },
      notifyEnd: (ended) => {
        work.notifyEnd(ended);
      },
      mayStopWork: (end) => work.mayStop(end),
      setMenuState: shell.setMenuState,
    },
    preload: {
      grantDropped: toOpen,
      requests: (_, signal) => shell.requests.watch(signal, (requests) => requests),
    },
  };
}

const aboutProgram = (): AboutProgram => ({
  version: app.getVersion(),
  packaged: app.isPackaged,
  software: {
    Electron: process.versions.electron,
    Chromium: process.versions.chrome,
    Node: process.versions.node,
  },
});
