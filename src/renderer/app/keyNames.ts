/** Keys as the catalogue of commands writes them: `Ctrl+Shift+Z`, `?`, `Escape`. */
export function keysOf(
  event: Pick<
    KeyboardEvent,
    'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'getModifierState'
  >,
): string {
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

const isMac = (): boolean => navigator.userAgent.includes('Mac');

/** The single keys of a combination as the keyboard labels them. */
export function keyCaps(keys: string): string[] {
  const caps: Readonly<Record<string, string>> = isMac()
    ? { Ctrl: '⌘', Alt: '⌥', Shift: '⇧', Escape: 'Esc' }
    : { Escape: 'Esc' };
  return keys.split(/(?<=.)\+/).map((key) => caps[key] ?? key);
}
