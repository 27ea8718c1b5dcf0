import { expect, test } from 'vitest';
import { keysOf } from '../../../src/renderer/app/keyNames';

/** What a page receives for a key, by the UI Events specification. */
function pressed(
  key: string,
  code: string,
  ...modifiers: ('Control' | 'Alt' | 'Shift' | 'Meta' | 'AltGraph')[]
) {
  return {
    key,
    code,
    ctrlKey: modifiers.includes('Control'),
    altKey: modifiers.includes('Alt'),
    shiftKey: modifiers.includes('Shift'),
    metaKey: modifiers.includes('Meta'),
    getModifierState: (name: string) => modifiers.some((modifier) => modifier === name),
  };
}

test('keys are named as in the catalogue', () => {
  expect(keysOf(pressed('v', 'KeyV'))).toBe('V');
  expect(keysOf(pressed('Escape', 'Escape'))).toBe('Escape');
  expect(keysOf(pressed('z', 'KeyZ', 'Control'))).toBe('Ctrl+Z');
  expect(keysOf(pressed('Z', 'KeyZ', 'Control', 'Shift'))).toBe('Ctrl+Shift+Z');
  expect(keysOf(pressed('b', 'KeyB', 'Control', 'Alt'))).toBe('Ctrl+Alt+B');
  expect(keysOf(pressed('0', 'Digit0', 'Control'))).toBe('Ctrl+0');
});

test('Shift is not counted as a modifier where the character needs it', () => {
  expect(keysOf(pressed('?', 'Slash', 'Shift'))).toBe('?');
  expect(keysOf(pressed('V', 'KeyV', 'Shift'))).toBe('Shift+V');
});

test('other keyboards reach the same commands', () => {
  // German: brackets by AltGr, which Windows reports as Ctrl and Alt.
  expect(keysOf(pressed('[', 'Digit8', 'Control', 'Alt', 'AltGraph'))).toBe('[');
  // French: digits by Shift, letters elsewhere.
  expect(keysOf(pressed('&', 'Digit1', 'Control'))).toBe('Ctrl+1');
  expect(keysOf(pressed('z', 'KeyW', 'Control'))).toBe('Ctrl+Z');
  // Russian: letters of another alphabet.
  expect(keysOf(pressed('я', 'KeyZ', 'Control'))).toBe('Ctrl+Z');
  expect(keysOf(pressed('м', 'KeyV'))).toBe('V');
  // Mac: Cmd, and Alt makes other characters.
  expect(keysOf(pressed('z', 'KeyZ', 'Meta'))).toBe('Ctrl+Z');
  expect(keysOf(pressed('∫', 'KeyB', 'Meta', 'Alt'))).toBe('Ctrl+Alt+B');
});
