import { commands, type CommandId, type MenuState } from '../../shared/window/commands';
import { panels, type PanelId } from '../../shared/window/panels';
import type { Settings } from '../../shared/contract/settings';
import { chooseClasses, saveClasses } from '../features/classes/classFiles';
import { editing } from '../features/classes/editing.svelte';
import { naming } from '../features/names/naming.svelte';
import { exportDialog } from '../features/export/exportDialog.svelte';
import { goTo } from '../features/goto/goTo.svelte';
import { askForGrid, askToConnect } from '../features/grid/gridDialog.svelte';
import { chooseDtms, chooseLabels } from '../features/import/imports';
import { packDialog } from '../features/pack/packDialog.svelte';
import { printing } from '../features/print/printing.svelte';
import { startTour } from '../features/tour/tour.svelte';
import { kindsSection } from '../features/detect/kindsSection.svelte';
import { series } from '../features/detect/series.svelte';
import { spotChecking } from '../features/detect/spotChecking.svelte';
import type { Asking } from '../features/labels/asking';
import { labelTable } from '../features/labelTable/labelTable.svelte';
import { selectOnMap } from '../features/labelTable/selectOnMap';
import { loop } from '../features/labels/loop.svelte';
import { chooseRegions, exportRegions } from '../features/regions/regionFiles';
import { drawNewRegion, saveView } from '../features/regions/saveRegion';
import { importEncoder } from '../features/train/encoderFiles';
import type { Nameable } from '../../shared/contract/names';
import type { RadiiShown } from '../../shared/window/projectView';
import type { Tool } from '../state/view.svelte';
import {
  grid,
  alike,
  classMap,
  messages,
  preferences,
  project,
  sketch,
  swipe,
  view,
} from '../state/workbench.svelte';
import { dialogs } from './dialogs.svelte';
import { press } from './pressed';
import { newProject, openProject, openSample, save, saveCopy } from './projects';

/** What a command does. */
interface Action {
  readonly run: () => unknown;
  /** Whether it is available now; always, if omitted. */
  readonly enabled?: () => boolean;
  /** Whether it runs at once even while changes are pending: it opens a text field, which must receive what is typed next. */
  readonly anytime?: true;
  readonly ticked?: () => boolean;
  /** Its name now, where that differs from the catalogue's. */
  readonly name?: () => string;
}

const hasProject = (): boolean => project.info !== null;
const hasTerrain = (): boolean => project.terrain !== null;
const hasLabels = (): boolean => (project.labels?.ids.length ?? 0) > 0;

const turn = (direction: 'undo' | 'redo', word: string, done: string): Action => ({
  name: () => `${word} ${project.undo[direction] ?? ''}`.trim(),
  enabled: () => project.undo[direction] !== null,
  run: async () => {
    const step = await project.change((engine) => engine.project[direction](undefined));
    if (typeof step === 'string') messages.info(`${done}: ${step}`);
  },
});

const tool = (id: Tool): Action => ({
  run: () => {
    view.useTool(id);
  },
  enabled: hasTerrain,
  ticked: () => view.tool === id,
});

const stepRadius = (step: 1 | -1): Action => ({
  run: () => {
    view.stepRadius(step);
  },
  enabled: hasTerrain,
});

const radiiShown = (id: RadiiShown): Action => ({
  run: () => {
    view.showRadii(id);
  },
  enabled: hasTerrain,
  ticked: () => view.radiiShown === id,
});

const zoom = (steps: 1 | -1): Action => ({
  run: () => {
    view.goTo({ zoomSteps: steps });
  },
  enabled: hasTerrain,
});

const side = (id: 'left' | 'right'): Action => ({
  run: () => {
    const { panels: shown } = preferences.value;
    preferences.change({ panels: { ...shown, [id]: !shown[id] } });
  },
  ticked: () => preferences.value.panels[id],
});

/** Shows the panels of a side, where they are hidden. */
function showSide(id: 'left' | 'right'): void {
  const { panels: shown } = preferences.value;
  if (!shown[id]) preferences.change({ panels: { ...shown, [id]: true } });
}

/** What asks about places in the panel that is shown. */
const asking = (): Asking => (view.panel === 'detect' ? spotChecking : loop);

/** Opens name and note of something in the list of a panel. @param idNow of the one that is shown or used; undefined: none */
const nameIn = (panel: PanelId, of: Nameable, idNow: () => number | null | undefined): Action => ({
  run: () => {
    const id = idNow();
    if (id === null || id === undefined) return;
    view.openPanel(panel);
    showSide('right');
    naming.start(of, id);
  },
  enabled: () => idNow() !== null && idNow() !== undefined,
});

const theme = (id: Settings['theme']): Action => ({
  run: () => {
    preferences.change({ theme: id });
  },
  ticked: () => preferences.value.theme === id,
});

/** The commands that show a panel are made of the list of panels. */
type PanelCommand = `show-${PanelId}`;
const isPanelCommand = (id: CommandId): id is PanelCommand =>
  panels.some((panel) => id === `show-${panel.id}`);

const showPanel = (id: PanelCommand): Action => ({
  run: () => {
    for (const panel of panels) if (id === `show-${panel.id}`) view.openPanel(panel.id);
    showSide('right');
  },
});

/** What each other command of the catalogue does. */
const actions: Readonly<Record<Exclude<CommandId, PanelCommand>, Action>> = {
  'new-project': { run: newProject },
  'open-project': { run: openProject },
  'open-sample': { run: openSample },
  'open-grid': { run: askForGrid },
  'connect-grid': {
    run: () => {
      askToConnect(grid.state?.address ?? null);
    },
    enabled: () => grid.state !== null && grid.state.state !== 'none',
  },
  save: { run: save },
  'save-copy': { run: saveCopy, enabled: hasProject },
  pack: { run: () => (packDialog.open = true), enabled: hasProject },
  'import-dtms': { run: chooseDtms, enabled: hasProject },
  'import-labels': { run: chooseLabels, enabled: hasTerrain },
  'import-classes': { run: chooseClasses, enabled: hasProject },
  'import-encoder': { run: importEncoder, enabled: hasProject },
  export: {
    run: () => {
      exportDialog.ask('run');
    },
    enabled: hasProject,
  },
  'export-class-map': {
    run: () => {
      exportDialog.ask('class-map');
    },
    enabled: () => project.runs.length > 0,
  },
  'export-labels': {
    run: () => {
      exportDialog.ask('labels');
    },
    enabled: hasLabels,
  },
  'export-classes': { run: saveClasses, enabled: hasProject },
  print: {
    run: () => {
      printing.start();
      showSide('right');
    },
    enabled: hasTerrain,
  },
  undo: turn('undo', 'Undo', 'Undone'),
  redo: turn('redo', 'Redo', 'Redone'),
  search: { run: () => (dialogs.palette = true), anytime: true },
  'compare-kinds': {
    run: () => {
      view.openPanel('detect');
      showSide('right');
      kindsSection.show();
    },
    enabled: hasLabels,
  },
  'focus-map': {
    run: () => {
      document.querySelector<HTMLElement>('[role=application]')?.focus();
      // Also where it had the focus by a click.
      view.moveByKeys(true);
    },
    enabled: hasTerrain,
  },
  'zoom-to-terrain': {
    run: () => {
      if (project.terrain !== null) view.zoomTo(project.terrain.box);
    },
    enabled: hasTerrain,
  },
  // What is typed there can wait until the window has settled.
  'go-to': { run: () => (goTo.open = true), anytime: true },
  'zoom-in': zoom(1),
  'zoom-out': zoom(-1),
  'finer-radius': stepRadius(-1),
  'coarser-radius': stepRadius(1),
  'one-radius': radiiShown('one'),
  'range-of-radii': radiiShown('range'),
  'all-radii': radiiShown('all'),
  'compare-sides': {
    run: () => {
      swipe.compare(swipe.on === null ? (swipe.possible[0] ?? null) : null);
    },
    enabled: () => swipe.possible.length > 0,
    ticked: () => swipe.on !== null,
  },
  'class-map': {
    run: () => classMap.show(!classMap.shown),
    enabled: () => project.shownRun !== null,
    ticked: () => classMap.shown,
  },
  'light-up-alike': {
    run: () => {
      alike.light(!alike.on);
    },
    enabled: () => view.retrievalId !== null,
    ticked: () => alike.on,
  },
  'left-panel': side('left'),
  'right-panel': side('right'),
  'label-table': {
    run: () => {
      labelTable.open = !labelTable.open;
    },
    enabled: hasProject,
    ticked: () => labelTable.open,
  },
  'theme-system': theme('system'),
  'theme-light': theme('light'),
  'theme-dark': theme('dark'),
  'tool-select': tool('select'),
  'tool-positive': tool('positive'),
  'tool-negative': tool('negative'),
  'tool-area': tool('area'),
  'tool-no-area': tool('no-area'),
  'edit-class': {
    run: () => {
      editing.classId = view.activeClassId;
      showSide('left');
    },
    enabled: () => project.classOf(view.activeClassId) !== undefined,
  },
  'plan-series': {
    run: () => {
      series.open = true;
      view.openPanel('detect');
      showSide('right');
    },
    enabled: hasTerrain,
  },
  'name-run': nameIn('detect', 'run', () => project.shownRun?.id),
  'name-look-alikes': nameIn('retrieve', 'retrieval', () => view.retrievalId),
  'name-encoder': nameIn('train', 'encoder', () => project.defaultEncoder?.id),
  'select-in-box': {
    run: () => {
      selectOnMap('box');
    },
    enabled: hasLabels,
  },
  'select-in-outline': {
    run: () => {
      selectOnMap('polygon');
    },
    enabled: hasLabels,
  },
  'draw-region-box': {
    run: () => {
      drawNewRegion('box');
      showSide('left');
    },
    enabled: hasTerrain,
  },
  'draw-region-outline': {
    run: () => {
      drawNewRegion('polygon');
      showSide('left');
    },
    enabled: hasTerrain,
  },
  'save-view-as-region': {
    run: () => {
      showSide('left');
      void saveView();
    },
    enabled: hasTerrain,
  },
  'import-regions': { run: chooseRegions, enabled: hasProject },
  'export-regions': { run: exportRegions, enabled: () => project.regions.length > 0 },
  'reshape-area': {
    run: () => {
      const { areaId } = view;
      const reshaping = sketch.reshaped?.kind === 'area' && sketch.reshaped.id === areaId;
      view.useTool('select');
      sketch.reshape(reshaping || areaId === null ? null : { kind: 'area', id: areaId });
      view.openPanel('labels');
    },
    enabled: () => view.areaId !== null,
    ticked: () => sketch.reshaped?.kind === 'area',
  },
  'areas-as-boxes': {
    run: () => {
      view.drawAreasAs(view.areaShape === 'box' ? 'polygon' : 'box');
    },
    ticked: () => view.areaShape === 'box',
  },
  'tool-retrieve': tool('retrieve'),
  'tool-unlike': tool('unlike'),
  'tool-measure': tool('measure'),
  'tool-profile': tool('profile'),
  'confirm-proposal': { run: () => asking().answer(true), enabled: () => asking().listens },
  'reject-proposal': { run: () => asking().answer(false), enabled: () => asking().listens },
  'skip-proposal': { run: () => asking().skip(), enabled: () => asking().listens },
  'undo-answer': { run: () => asking().undoAnswer(), enabled: () => asking().canUndo },
  'end-tool': {
    run: () => {
      sketch.draw(null);
      sketch.reshape(null);
      view.useTool('select');
      view.markPlace(null);
    },
  },
  'show-guide': { run: () => window.workbench.showGuide() },
  'take-tour': { run: startTour, enabled: hasTerrain },
  'show-keys': { run: () => (dialogs.keys = true) },
  'show-licences': { run: () => window.workbench.showLicences() },
  'show-about': { run: () => (dialogs.about = true) },
};

const actionOf = (id: CommandId): Action => (isPanelCommand(id) ? showPanel(id) : actions[id]);

export const isEnabled = (id: CommandId): boolean => actionOf(id).enabled?.() ?? true;

/** Whether the menu ticks it now. */
export const isTicked = (id: CommandId): boolean => actionOf(id).ticked?.() ?? false;

/** A command's name now; undo and redo carry that of their step. */
export const nameOf = ({ id, name }: { readonly id: CommandId; readonly name: string }): string =>
  actionOf(id).name?.() ?? name;

/** Runs a command if it is available; while the window settles that is not known yet, and the command waits. */
export function runCommand(id: CommandId): void {
  const action = actionOf(id);
  if (action.anytime === true) action.run();
  else if (action.enabled === undefined) press(action.run, false);
  else if (isEnabled(id))
    press(() => {
      runLate(id);
    }, project.opening);
  else if (project.settling)
    press(() => {
      runLate(id);
    }, true);
}

/** Runs a command that may have waited; if it turns out not to be available, says so. */
function runLate(id: CommandId): void {
  if (isEnabled(id)) actionOf(id).run();
  else messages.info(`“${commandName(id)}” is not available now.`);
}

const commandName = (id: CommandId): string => commands.find((command) => command.id === id)?.name ?? id;

/** What the native menu shows of the commands now. */
export function menuStateNow(): MenuState {
  const ids = commands.map(({ id }) => id);
  return {
    disabled: ids.filter((id) => !isEnabled(id)),
    ticked: ids.filter(isTicked),
    names: Object.fromEntries(
      commands.flatMap((command) =>
        actionOf(command.id).name === undefined ? [] : [[command.id, nameOf(command)]],
      ),
    ),
  };
}
