import { existsSync, rmSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { app, dialog, ipcMain, session, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import type { StartProject } from '../preload/bridge';
import { workEnd } from '../shared/work';
import { menuState as menuStateSchema, type CommandId, type MenuState } from '../shared/commands';
import { basemapTile } from './shell/basemap';
import { askToOpen, askToSave, openKind, saveKind } from './shell/dialogs';
import { setMenu } from './shell/menu';
import { PAGE_POLICY, PAGE_URL, registerPageScheme, serveFolder } from './shell/page';
import { LockedPages } from './shell/lockedPages';
import { denyNavigation, denyPermissions } from './shell/security';
import { Services } from './shell/services';
import { StateFile } from './shell/stateFile';
import { setTheme, themeIn } from './shell/theme';
import { Work } from './shell/work';
import { openWindow } from './shell/window';

/** Entry of the program: makes the window, forks the services and stands between them. */
const outDir = join(__dirname, '..');
const resourcesDir = app.isPackaged
  ? join(process.resourcesPath, 'resources')
  : join(outDir, '..', 'resources');

registerPageScheme();
denyNavigation(app);

/** macOS hands over files that are opened in its file manager, the first perhaps before there is a window. */
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
  denyPermissions(session.defaultSession, 'clipboard-sanitized-write');
  const userDir = app.getPath('userData');
  const settingsPath = join(userDir, 'settings.json');
  serveFolder(session.defaultSession, join(outDir, 'renderer'), PAGE_POLICY, (url) =>
    basemapTile(url, settingsPath),
  );
  const state = new StateFile(join(userDir, 'state.json'));
  // What was shown last time is not needed any more.
  rmSync(join(userDir, 'reports'), { recursive: true, force: true });
  const reports = new LockedPages('report', join(userDir, 'reports'));
  const guide = new LockedPages('guide', join(outDir, 'renderer', 'guide'));
  const licences = new LockedPages('licences', join(outDir, 'licences'));
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
    (service) => {
      dialog.showErrorBox(
        'Topo2Vec Workbench',
        `The ${service} process keeps stopping. Your project is safe; start the program again. ` +
          'If it happens again, run "topo2vec doctor".',
      );
    },
  );
  services.grant(next.path);

  const sendPort = (): void => {
    window.webContents.postMessage('engine-port', null, [services.windowPort()]);
  };
  const send = (command: CommandId): void => {
    window.webContents.send('menu', command);
  };
  const openAt = (path: string): void => {
    services.grant(path);
    if (window.webContents.isLoading()) next = { path, sample: false };
    else window.webContents.send('open-project', path);
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

  // Only the workbench's own page is listened to.
  const fromPage = ({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean =>
    senderFrame?.url === PAGE_URL;
  const answer = (channel: string, work: (...values: unknown[]) => unknown): void => {
    ipcMain.handle(channel, (event, ...values: unknown[]) => {
      if (!fromPage(event)) throw new Error('Not the workbench page.');
      return work(...values);
    });
  };
  const listen = (channel: string, work: (value: unknown) => void): void => {
    ipcMain.on(channel, (event, value: unknown) => {
      if (fromPage(event)) work(value);
    });
  };
  const granted = <T extends string | null>(path: T): T => {
    if (path !== null) services.grant(path);
    return path;
  };

  listen('engine-port', sendPort);
  answer('start-project', () => next);
  answer('sample-path', () => granted(samplePath(userDir)));
  answer('open-dialog', async (kind) => (await askToOpen(window, openKind.parse(kind))).map(granted));
  answer('save-dialog', async (kind, name) =>
    granted(await askToSave(window, saveKind.parse(kind), z.string().parse(name))),
  );
  answer('grant-dropped', (path) => granted(resolve(z.string().parse(path))));
  answer('report-folder', () => granted(reports.folder));
  answer('show-report', (path) => reports.show(z.string().parse(path), 'Report'));
  answer('show-guide', () => guide.show('index.html', 'Guide'));
  answer('show-licences', () => licences.show('index.html', 'Licences'));
  answer('recent-projects', () => recentProjects().map(granted));
  answer('may-stop-work', (end) => work.mayStop(workEnd.parse(end)));
  listen('work', (value) => {
    work.show(value);
  });
  listen('work-ended', (value) => {
    work.tellEnd(value);
  });
  listen('menu-state', (value) => {
    menuState = menuStateSchema.parse(value);
    showMenu();
  });
  listen('theme', setTheme);
  listen('project', (value) => {
    const path = z.string().parse(value);
    next = { path, sample: false };
    window.setTitle(`${basename(path, extname(path))} – Topo2Vec Workbench`);
    state.addRecentProject(path);
    showMenu();
  });

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

const samplePath = (userDir: string): string => join(userDir, 'sample', 'Liechtenstein sample.topo2vec');

function projectArgument(argv: readonly string[], folder: string): string | null {
  const given = argv.slice(1).find((argument) => argument.endsWith('.topo2vec'));
  return given === undefined ? null : resolve(folder, given);
}
