import { rmSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { app, dialog, nativeTheme, session } from 'electron';
import { Changes } from '../shared/changes';
import { settings, type Settings } from '../shared/contract/settings';
import { channels, shellContract, type PageRequest } from '../shared/contract/shell';
import { serve } from '../shared/rpc/server';
import { commands, type MenuState } from '../shared/window/commands';
import { logLine } from './platform/processLog';
import { readSettings } from './platform/readSettings';
import { basemapTile } from './shell/basemap';
import { shellHandlers } from './shell/handlers';
import { setMenu } from './shell/menu';
import { PAGE_POLICY, registerPageScheme, serveFolder } from './shell/page';
import { LockedPages } from './shell/lockedPages';
import { projectArgument, Projects } from './shell/projects';
import { PagePrinter } from './shell/pagePrinter';
import { denyNavigation, lockSession } from './shell/security';
import { Services } from './shell/services';
import { StateFile } from './shell/stateFile';
import { Work } from './shell/work';
import { openWindow } from './shell/window';
import { windowChannel } from './shell/windowChannel';

/** Entry of the program: creates the window, forks the services and connects them. */
const outDir = join(__dirname, '..');
const resourcesDir = app.isPackaged
  ? join(process.resourcesPath, 'resources')
  : join(outDir, '..', 'resources');

registerPageScheme();
denyNavigation(app);

app.on('child-process-gone', (_event, { name, type, reason, exitCode }) => {
  logLine('shell', name ?? type, `${reason}, code ${exitCode}`);
});
app.on('render-process-gone', (_event, _contents, { reason, exitCode }) => {
  logLine('shell', 'window', `${reason}, code ${exitCode}`);
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
  const userDir = app.getPath('userData');
  const settingsPath = join(userDir, 'settings.json');
  let current = settingsIn(settingsPath);
  nativeTheme.themeSource = current.theme;

  lockSession(session.defaultSession, 'clipboard-sanitized-write');
  serveFolder(session.defaultSession, join(outDir, 'renderer'), PAGE_POLICY, (url) =>
    basemapTile(
      url,
      (address) => current.basemapAddresses.includes(address) || services.holds('basemap', address),
    ),
  );
  // Reports of the last session are no longer needed.
  rmSync(join(userDir, 'reports'), { recursive: true, force: true });
  const reports = new LockedPages('report', join(userDir, 'reports'));
  const guide = new LockedPages('guide', join(outDir, 'renderer', 'guide'));
  const licences = new LockedPages('licences', join(outDir, 'licences'));
  const state = new StateFile(join(userDir, 'state.json'));
  const projects = new Projects(userDir, state, projectAtStart);
  const printer = new PagePrinter(join(resourcesDir, 'fonts'));
  const window = openWindow(join(outDir, 'preload'), join(resourcesDir, 'icon.png'), state);

  const services = new Services({
    codeDir: __dirname,
    settingsPath,
    resourcesDir,
    onEngineStarted: () => {
      if (!window.webContents.isLoading()) sendEnginePort();
    },
    onProject: (path) => {
      window.setTitle(`${basename(path, extname(path))} – Topo2Vec Workbench`);
      projects.opened(path);
      // A window requests its project again whenever the engine was restarted.
      void services.grant('open', path);
      showMenu();
    },
    onSettings: (changed) => {
      current = changed;
      nativeTheme.themeSource = changed.theme;
    },
    onGivenUp: (service) => {
      dialog.showErrorBox(
        'Topo2Vec Workbench',
        `The ${service} process keeps stopping. Your project is safe; start the program again. ` +
          'If it happens again, run "topo2vec doctor".',
      );
    },
  });
  const sendEnginePort = (): void => {
    window.webContents.postMessage(channels.enginePort, null, [services.windowPort()]);
  };

  const requests = new Changes<PageRequest>();
  openProject = (path) => {
    void services.grant('open', path).then(() => {
      if (window.webContents.isLoading()) projects.openNext(path);
      else requests.emit({ kind: 'open-project', path });
    });
  };
  // Until the page is there to hear of them, no command can be chosen.
  let menuState: MenuState = { disabled: commands.map(({ id }) => id), ticked: [], names: {} };
  const showMenu = (): void => {
    setMenu({
      send: (command) => {
        requests.emit({ kind: 'command', command });
      },
      openRecent: openProject,
      clearRecent: () => {
        state.clearRecentProjects();
        showMenu();
      },
      recentProjects: projects.recent,
      state: menuState,
    });
  };
  showMenu();

  const handlers = shellHandlers({
    ...{ window, services, projects, reports, guide, licences, printer, requests, sendEnginePort },
    work: new Work(window),
    setMenuState: (value) => {
      menuState = value;
      showMenu();
    },
  });
  serve(shellContract, handlers, windowChannel(window), (error, procedure) => {
    logLine('shell', procedure, error);
  });

  window.once('closed', () => {
    for (const pages of [reports, guide, licences]) pages.close();
  });
  app.on('second-instance', (_event, argv, folder) => {
    if (window.isMinimized()) window.restore();
    window.focus();
    const given = projectArgument(argv, folder);
    if (given !== null) openProject(given);
  });
  app.on('window-all-closed', () => {
    app.quit();
  });
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void services.close().then(() => {
      closed = true;
      app.quit();
    });
  });
}

function settingsIn(path: string): Settings {
  try {
    return readSettings(path);
  } catch {
    // The engine reports the broken file once a window can show it.
    return settings.parse({});
  }
}
