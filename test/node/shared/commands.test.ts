import { expect, test } from 'vitest';
import { commandId, commands } from '../../../src/shared/window/commands';

test('no two commands share an id or keys', () => {
  const ids = commands.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const keys = commands.flatMap((command) => command.keys ?? []);
  expect(new Set(keys).size).toBe(keys.length);
});

test('keys are written in the same form as key presses', () => {
  for (const { keys } of commands) {
    if (keys !== undefined)
      expect(keys).toMatch(/^(Ctrl\+)?(Alt\+)?(Shift\+)?([A-Z\d[\]?+-]|F\d+|[A-Z][a-z]+)$/);
  }
});

test('digits and Space are reserved for the map', () => {
  expect(commands.filter(({ keys }) => keys !== undefined && /^([1-9 ]|Space)$/.test(keys))).toEqual([]);
});

test('an unknown command is refused', () => {
  expect(commandId.safeParse('undo').success).toBe(true);
  expect(commandId.safeParse('format-disk').success).toBe(false);
});
