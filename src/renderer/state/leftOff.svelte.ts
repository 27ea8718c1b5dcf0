import { untrack } from 'svelte';
import type { ProjectView } from '../../shared/window/projectView';
import { preferences, project, view } from './workbench.svelte';

/** Projects whose view is kept. */
const KEPT = 50;

/** Milliseconds without a change after which a view is kept: a wheel that turns changes it many times a second. */
const REST_MS = 300;

let waiting: { readonly view: ProjectView; readonly timer: ReturnType<typeof setTimeout> } | null = null;

/** How a project was shown when it was left; undefined where it was not open before. */
export const leftOff = (path: string): ProjectView | undefined =>
  preferences.value.projectViews.find((kept) => kept.path === path);

function keep(left: ProjectView): void {
  waiting = null;
  const others = preferences.value.projectViews.filter(({ path }) => path !== left.path);
  preferences.change({ projectViews: [left, ...others].slice(0, KEPT) });
}

/** Keeps how the open project is shown; an effect, run again when any of it changes. */
export function keepView(): void {
  const { info, terrain } = project;
  // What was kept of others is to be read first; before there is terrain, the map shows nothing of the project.
  if (!preferences.known || info === null || terrain === null || view.middle === null || project.opening)
    return;
  const { panel, activeClassId, radiusM, radiiShown, probabilityClassId } = view;
  const shown: ProjectView = {
    path: info.path,
    ...view.middle,
    ...{ panel, activeClassId, radiusM, radiiShown, probabilityClassId },
    runId: project.detections?.runId ?? null,
  };
  untrack(() => {
    if (waiting !== null) {
      clearTimeout(waiting.timer);
      // What was last shown of another project is how that one was left.
      if (waiting.view.path !== shown.path) keep(waiting.view);
    }
    const timer = setTimeout(() => {
      keep(shown);
    }, REST_MS);
    waiting = { view: shown, timer };
  });
}
