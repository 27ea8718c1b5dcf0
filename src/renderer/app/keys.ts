import { commands } from '../../shared/commands';
import { project, view } from '../state/workbench.svelte';
import { runCommand } from './commands';

const commandByKeys = new Map(commands.flatMap(({ id, keys }) => (keys === undefined ? [] : [[keys, id]])));

/** Keys that text fields use themselves. */
const textKeys: ReadonlySet<string> = new Set(['Ctrl+Z', 'Ctrl+Shift+Z']);

const TEXT_FIELD =
  'input:not([type=radio], [type=checkbox], [type=range], [type=color]), select, textarea, [contenteditable]';
const TAKES_SPACE = `${TEXT_FIELD}, button, input, summary, a`;

/** Keys as the catalogue of commands writes them: `Ctrl+Shift+Z`, `?`, `Escape`. */
export function keysOf(event: KeyboardEvent): string {
  // AltGr, with which many keyboards write brackets, reports Ctrl and Alt.
  const plain = event.getModifierState('AltGraph');
  const ctrl = (event.ctrlKey || event.metaKey) && !plain;
  const alt = event.altKey && !plain;
  const [, onKeyboard] = /^(?:Key|Digit)(.)$/.exec(event.code) ?? [];
  // Other alphabets, and digits that need Shift, go by what is printed on the key.
  const byCode = !/^[a-z]$/i.test(event.key) && (ctrl || alt || event.key.charCodeAt(0) > 127);
  const typed = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const key = byCode ? (onKeyboard ?? typed) : typed;
  // In `?` Shift is part of the character.
  const shift = event.shiftKey && (key.length > 1 || /^[A-Z]$/.test(key));
  return `${ctrl ? 'Ctrl+' : ''}${alt ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${key}`;
}

const isMac = navigator.userAgent.includes('Mac');

/** The single keys of a combination as they stand on the keyboard. */
export const keyCaps = (keys: string): string[] =>
  keys
    .split('+')
    .map((key) =>
      key === 'Escape' ? 'Esc' : isMac && key === 'Ctrl' ? '⌘' : isMac && key === 'Alt' ? '⌥' : key,
    );

/** Keys of the window. In a text field they are text, and an open dialog has its own. */
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
    view.overlaysHidden = true;
  } else if (/^[1-9]$/.test(keys)) {
    view.activeClassId = project.classes[Number(keys) - 1]?.id ?? view.activeClassId;
  }
}

export function onKeyUp(event: KeyboardEvent): void {
  if (event.key === ' ') view.overlaysHidden = false;
}
