import { existsSync, rmSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { app, dialog, ipcMain, session, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import type { AboutProgram, StartProject } from '../preload/bridge';
import { settings } from '../shared/contract/settings';
import { endedWork, runningWork, workEnd } from '../shared/window/work';
import { menuState as menuStateSchema, type CommandId, type MenuState } from '../shared/window/commands';
import { addressUse, askToConnect } from './shell/addresses';
import { basemapTile } from './shell/basemap';
import { askToOpen, askToSave, openKind, saveKind } from './shell/dialogs';
import { setMenu } from './shell/menu';
import { PAGE_POLICY, PAGE_URL, registerPageScheme, serveFolder } from './shell/page';
import { LockedPages } from './shell/lockedPages';
import { PagePrinter, pageToPrint } from './shell/pagePrinter';
import { denyNavigation, lockSession } from './shell/security';
import { Services } from './shell/services';
import { StateFile } from './shell/stateFile';
import { setTheme, themeIn } from './shell/theme';
import { Work } from './shell/work';
import { openWindow } from './shell/window';

/** Limited to the longest path of any system. */
const anyPath = z.string().min(1).max(32_767);
const shortText = z.string().max(500);
const nothing = z.tuple([]);

/** Entry of the program: creates the window, forks the services and connects them. */
const outDir = join(__dirname, '..');
const resourcesDir = app.isPackaged
  ? join(process.resourcesPath, 'resources')
  : join(outDir, '..', 'resources');

registerPageScheme();
denyNavigation(app);

app.on('child-process-gone', (_event, { name, type, reason, exitCode }) => {
  console.error(`[shell] ${name ?? type}: ${reason}, code ${exitCode}.`);
});
app.on('render-process-gone', (_event, _contents, { reason, exitCode }) => {
  console.error(`[shell] window: ${reason}, code ${exitCode}.`);
});

/** macOS passes files opened in its file manager by an event, the first maybe before there is a window. */
let openProject = (path: string): void => {
  projectAtStart = path;
};
let projectAtStart = projectArgument(process.argv, process.cwd());
app.on('open-file', (event, path) => {
  event.preventDefault();
  openProject(path);
});

if (!app.requestSingleInstanceLock()) app.quit();
else {
  void app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      dialog.showErrorBox(
        'Topo2Vec Workbench cannot start',
        error instanceof Error ? error.message : String(error),
      );
      app.exit(1);
    });
}

function run(): void {
  lockSession(session.defaultSession, 'clipboard-sanitized-write');
  const userDir = app.getPath('userData');
  const settingsPath = join(userDir, 'settings.json');
  serveFolder(session.defaultSession, join(outDir, 'renderer'), PAGE_POLICY, (url) =>
    basemapTile(url, settingsPath),
  );
  const state = new StateFile(join(userDir, 'state.json'));
  // Reports of the last session are no longer needed.
  rmSync(join(userDir, 'reports'), { recursive: true, force: true });
  const reports = new LockedPages('report', join(userDir, 'reports'));
  const guide = new LockedPages('guide', join(outDir, 'renderer', 'guide'));
  const licences = new LockedPages('licences', join(outDir, 'licences'));
  const printer = new PagePrinter(join(resourcesDir, 'fonts'));
  setTheme(themeIn(settingsPath));
  const window = openWindow(join(outDir, 'preload'), join(resourcesDir, 'icon.png'), state);
  const work = new Work(window);
  let menuState: MenuState = { disabled: [], ticked: [], names: {} };
  let next: StartProject = startProject(projectAtStart, userDir, state);

  const services = new Services(
    __dirname,
    settingsPath,
    resourcesDir,
    () => {
      if (!window.webContents.isLoading()) sendPort();
    },
    (path) => {
      next = { path, sample: false };
      window.setTitle(`${basename(path, extname(path))} – Topo2Vec Workbench`);
      state.addRecentProject(path);
      // A window requests its project again whenever the engine was restarted.
      void toOpen(path);
      showMenu();
    },
    (service) => {
      dialog.showErrorBox(
        'Topo2Vec Workbench',
        `The ${service} process keeps stopping. Your project is safe; start the program again. ` +
          'If it happens again, run "topo2vec doctor".',
      );
    },
  );

  const toOpen = async (path: string): Promise<string> => {
    await services.grant({ to: 'open', what: path });
    return path;
  };
  const toSave = async (path: string): Promise<string> => {
    await services.grant({ to: 'save', what: path });
    return path;
  };
  const sendPort = (): void => {
    window.webContents.postMessage('engine-port', null, [services.windowPort()]);
  };
  const send = (command: CommandId): void => {
    window.webContents.send('menu', command);
  };
  const openAt = (path: string): void => {
    void toOpen(path).then(() => {
      if (window.webContents.isLoading()) next = { path, sample: false };
      else window.webContents.send('open-project', path);
    });
  };
  openProject = openAt;
  const recentProjects = (): string[] => state.value.recentProjects.filter((path) => existsSync(path));
  const showMenu = (): void => {
    setMenu({
      send,
      openRecent: openAt,
      clearRecent: () => {
        state.clearRecentProjects();
        showMenu();
      },
      recentProjects: recentProjects(),
      state: menuState,
    });
  };
  showMenu();

  // Only messages of the workbench's own page are accepted, and they are parsed before use.
  const fromPage = ({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean =>
    sender === window.webContents && senderFrame?.url === PAGE_URL;
  const answer = <Values extends unknown[]>(
    channel: string,
    given: z.ZodType<Values>,
    work: (...values: Values) => unknown,
  ): void => {
    ipcMain.handle(channel, (event, ...values: unknown[]) => {
      if (!fromPage(event)) throw new Error('Not the workbench page.');
      return work(...given.parse(values));
    });
  };
  const listen = <T>(channel: string, schema: z.ZodType<T>, work: (value: T) => void): void => {
    ipcMain.on(channel, (event, value: unknown) => {
      if (!fromPage(event)) return;
      const parsed = schema.safeParse(value);
      if (parsed.success) work(parsed.data);
      else console.error(`[shell] ${channel}: ${z.prettifyError(parsed.error)}`);
    });
  };

  listen('engine-port', z.undefined(), sendPort);
  answer('start-project', nothing, async () => {
    await toOpen(next.path);
    return next;
  });
  answer('sample-path', nothing, () => toOpen(samplePath(userDir)));
  answer('open-dialog', z.tuple([openKind]), async (kind) => {
    const paths = await askToOpen(window, kind);
    return Promise.all(paths.map(kind === 'folder' ? toSave : toOpen));
  });
  answer('save-dialog', z.tuple([saveKind, shortText]), async (kind, name) => {
    const path = await askToSave(window, kind, name, next.path === samplePath(userDir) ? null : next.path);
    return path === null ? null : toSave(path);
  });
  answer('grant-dropped', z.tuple([anyPath]), toOpen);
  answer('report-folder', nothing, () => toSave(reports.folder));
  answer('show-report', z.tuple([anyPath]), (path) => reports.show(path, 'Report'));
  answer('show-guide', nothing, () => guide.show('index.html', 'Guide'));
  answer('show-licences', nothing, () => licences.show('index.html', 'Licences'));
  answer('print-pdf', z.tuple([pageToPrint]), (page) => printer.print(page));
  answer('about', nothing, aboutProgram);
  answer('recent-projects', nothing, () => Promise.all(recentProjects().map(toOpen)));
  answer('allow-address', z.tuple([addressUse, shortText]), async (use, address) => {
    const allowed = await askToConnect(window, use, address);
    if (allowed === null) return false;
    await services.grant({ to: use, what: allowed });
    return true;
  });
  answer('may-stop-work', z.tuple([workEnd]), (end) => work.mayStop(end));
  listen('work', runningWork, (running) => {
    work.show(running);
  });
  listen('work-ended', endedWork, (ended) => {
    work.tellEnd(ended);
  });
  listen('menu-state', menuStateSchema, (value) => {
    menuState = value;
    showMenu();
  });
  listen('theme', settings.shape.theme.unwrap(), setTheme);

  window.once('closed', () => {
    reports.close();
    guide.close();
    licences.close();
  });
  app.on('second-instance', (_event, argv, folder) => {
    if (window.isMinimized()) window.restore();
    window.focus();
    const given = projectArgument(argv, folder);
    if (given !== null) openAt(given);
  });
  let closed = false;
  app.on('window-all-closed', () => {
    app.quit();
  });
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void services.close().then(() => {
      closed = true;
      app.quit();
    });
  });
}

/** The project that the program was asked to open, else the last one, else the sample. */
function startProject(given: string | null, userDir: string, state: StateFile): StartProject {
  if (given !== null) return { path: given, sample: false };
  const last = state.value.recentProjects.find((path) => existsSync(path));
  if (last !== undefined) return { path: last, sample: false };
  return { path: samplePath(userDir), sample: true };
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

const samplePath = (userDir: string): string => join(userDir, 'sample', 'Liechtenstein sample.topo2vec');

function projectArgument(argv: readonly string[], folder: string): string | null {
  const given = argv.slice(1).find((argument) => argument.endsWith('.topo2vec'));
  return given === undefined ? null : resolve(folder, given);
}
