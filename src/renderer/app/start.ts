import { oldElectronWarning } from '../../shared/window/electronAge';
import { startTour } from '../features/tour/tour.svelte';
import { reachEngine } from '../rpc';
import { messages, preferences, project } from '../state/workbench.svelte';
import { runCommand } from './commands';
import { openProjectAt } from './projects';

/** Connects the window with the engine and the shell, and opens the project that it starts with. */
export function start(): void {
  reachEngine((engine) => {
    project.reach(engine);
    const connected = preferences.connect(engine);
    void (async () => {
      const { path, sample } =
        project.info === null
          ? await window.workbench.startProject()
          : { path: project.info.path, sample: false };
      await project.openFirst(
        engine,
        ({ project: there }) => (sample ? there.openSample({ path }) : there.open({ path })),
        path,
      );
      await connected;
      if (sample && !preferences.value.tourSeen) startTour();
    })();
  });
  void window.workbench.about().then(({ packaged, software }) => {
    const warning = oldElectronWarning(software.Electron ?? '');
    // Those who run it from source were told by the set-up.
    if (packaged && warning !== null) messages.note(warning);
  });
  window.workbench.onRequest((request) => {
    if (request.kind === 'command') runCommand(request.command);
    else void openProjectAt(request.path);
  });
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const setTheme = (): void => {
    document.documentElement.dataset.theme = dark.matches ? 'dark' : 'light';
  };
  setTheme();
  dark.addEventListener('change', setTheme);
}
