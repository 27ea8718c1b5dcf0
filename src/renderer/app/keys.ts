import { commands } from '../../shared/window/commands';
import { project, view } from '../state/workbench.svelte';
import { runCommand } from './commands';
import { keysOf } from './keyNames';
import { press } from './pressed';

const commandByKeys = new Map(commands.flatMap(({ id, keys }) => (keys === undefined ? [] : [[keys, id]])));

/** Keys that text fields use themselves. */
const textKeys: ReadonlySet<string> = new Set(['Ctrl+Z', 'Ctrl+Shift+Z']);

const TEXT_FIELD =
  'input:not([type=radio], [type=checkbox], [type=range], [type=color]), select, textarea, [contenteditable]';
const TAKES_SPACE = `${TEXT_FIELD}, button, input, summary, a`;

/** Keyboard shortcuts of the window. In a text field keys are text, and an open dialog has its own. */
export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
  const target = event.target instanceof Element ? event.target : null;
  const keys = keysOf(event);
  if (target?.matches(TEXT_FIELD) === true) {
    const isText = !/^(Ctrl|Alt)\+/.test(keys) && keys !== 'Escape';
    if (isText || textKeys.has(keys)) return;
  }
  const command = commandByKeys.get(keys);
  if (command !== undefined) {
    event.preventDefault();
    runCommand(command);
  } else if (keys === ' ' && target?.matches(TAKES_SPACE) !== true) {
    event.preventDefault();
    view.hideOverlays(true);
  } else if (/^[1-9]$/.test(keys)) {
    press(() => {
      view.activateClass(project.classes[Number(keys) - 1]?.id ?? view.activeClassId);
    }, project.opening);
  }
}

export function onKeyUp(event: KeyboardEvent): void {
  if (event.key === ' ') view.hideOverlays(false);
}
