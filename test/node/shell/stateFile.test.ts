import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { StateFile } from '../../../src/main/shell/stateFile';

const statePath = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'state-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return join(folder, 'state.json');
};

const window = { x: -1900, y: 20, width: 1280, height: 800, maximised: false };

test.each(['', '{', 'null', '[]', '7', '{"recentProjects": {}, "window": []}'])(
  '%j counts as none',
  (text) => {
    const path = statePath();
    writeFileSync(path, text);
    expect(new StateFile(path).value).toEqual({ recentProjects: [], window: null });
  },
);

test('the valid parts of a broken state are kept', () => {
  const path = statePath();
  const recentProjects = [
    1,
    null,
    'relative.topo2vec',
    '/a.topo2vec',
    ...Array<string>(5000).fill('/b.topo2vec'),
  ];
  writeFileSync(path, JSON.stringify({ recentProjects, window: { ...window, width: 1e300 } }));
  const { value } = new StateFile(path);
  expect(value.window).toBeNull();
  expect(value.recentProjects).toHaveLength(10);
  expect(value.recentProjects.slice(0, 2)).toEqual(['/a.topo2vec', '/b.topo2vec']);

  writeFileSync(path, JSON.stringify({ recentProjects: 'none', window }));
  expect(new StateFile(path).value).toEqual({ recentProjects: [], window });
});

test('state that cannot be written is remembered until the program ends', () => {
  const path = statePath();
  mkdirSync(join(path, 'in the way'), { recursive: true });
  const state = new StateFile(path);
  state.addRecentProject('/a.topo2vec');
  state.putWindow(window);
  expect(state.value).toEqual({ recentProjects: ['/a.topo2vec'], window });

  rmSync(path, { recursive: true });
  state.addRecentProject('/b.topo2vec');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    recentProjects: ['/b.topo2vec', '/a.topo2vec'],
    window,
  });
});
