import type { MenuCommand } from '../../preload/bridge';
import { exportRun } from '../features/detect/exportRun';
import { importDtms, importLabels } from '../features/import/imports';
import { messages, project, sketch, view } from '../state/workbench.svelte';
import { keysDialog } from './keys.svelte';

/** Does what a menu entry or a key asks for. */
export async function runCommand(command: MenuCommand): Promise<void> {
  const { engine } = project;
  if (engine === null) return;
  switch (command) {
    case 'new-project': {
      const path = await window.workbench.saveDialog('project', 'Untitled.topo2vec');
      if (path !== null) await project.open(engine, (there) => there.project.create({ path }));
      return;
    }
    case 'open-project': {
      const [path] = await window.workbench.openDialog('project');
      if (path !== undefined) await project.open(engine, (there) => there.project.open({ path }));
      return;
    }
    case 'open-sample': {
      const path = await window.workbench.samplePath();
      await project.open(engine, (there) => there.project.openSample({ path }));
      return;
    }
    case 'import-dtms': {
      const paths = await window.workbench.openDialog('dtm');
      if (paths.length > 0) await importDtms(paths);
      return;
    }
    case 'import-labels': {
      const [path] = await window.workbench.openDialog('labels');
      if (path !== undefined) importLabels(path);
      return;
    }
    case 'export-detections':
      await exportRun(project.detections?.runId ?? null);
      return;
    case 'undo':
    case 'redo': {
      const name = await project.attempt((there) => there.project[command](undefined));
      if (typeof name === 'string') messages.info(`${command === 'undo' ? 'Undone' : 'Redone'}: ${name}`);
      return;
    }
    case 'zoom-to-terrain': {
      const box = project.terrain?.box;
      if (box !== undefined) view.target = { box: [box.westDeg, box.southDeg, box.eastDeg, box.northDeg] };
      return;
    }
    case 'show-keys':
      keysDialog.open = true;
  }
}

const toolKeys = { v: 'select', l: 'positive', k: 'negative', r: 'retrieve' } as const;

/** Keys of the window; in a text field they are text. */
export function onKey(event: KeyboardEvent): void {
  if (event.key === 'Escape') sketch.drawing = null;
  if (
    event.target instanceof HTMLElement &&
    event.target.matches('input:not([type=radio], [type=checkbox], [type=range]), select, textarea')
  )
    return;
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key === 'z') {
      event.preventDefault();
      void runCommand(event.shiftKey ? 'redo' : 'undo');
    }
    return;
  }
  const digit = Number(event.key);
  if (key === 'v' || key === 'l' || key === 'k' || key === 'r') view.tool = toolKeys[key];
  else if (event.key === 'Escape') view.tool = 'select';
  else if (event.key === '[') view.stepRadius(project.terrain?.radiiM ?? [], -1);
  else if (event.key === ']') view.stepRadius(project.terrain?.radiiM ?? [], 1);
  else if (event.key === '?') keysDialog.open = true;
  else if (event.key === ' ' && !(event.target instanceof HTMLButtonElement)) view.overlaysHidden = true;
  else if (digit >= 1 && digit <= 9)
    view.activeClassId = project.classes[digit - 1]?.id ?? view.activeClassId;
}

export function onKeyUp(event: KeyboardEvent): void {
  if (event.key === ' ') view.overlaysHidden = false;
}
