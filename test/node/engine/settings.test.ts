import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SettingsFile } from '../../../src/main/engine/settings/settingsFile';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'topo2vec-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('there are defaults before any choice, and for settings of later versions', async () => {
  const path = join(folder, 'settings.json');
  expect(await new SettingsFile(path).read()).toMatchObject({ theme: 'system', tourSeen: false });
  await writeFile(path, '{ "overpassUrl": "https://example.org/api" }');
  expect(await new SettingsFile(path).read()).toMatchObject({
    overpassUrl: 'https://example.org/api',
    panels: { left: true, right: true, leftPx: 264, rightPx: 340 },
  });
});

test('concurrent changes are all kept, and leave other settings alone', async () => {
  const path = join(folder, 'settings.json');
  const file = new SettingsFile(path);
  await Promise.all([
    file.change({ theme: 'dark' }),
    file.change({ tourSeen: true }),
    file.change({ recentChoices: ['command:undo'] }),
  ]);
  const expected = { theme: 'dark', tourSeen: true, recentChoices: ['command:undo'], basemapAddresses: [] };
  expect(await new SettingsFile(path).read()).toMatchObject(expected);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject(expected);
});

test.each(['{ "theme": "pink" }', '{ "theme', '', '[]', '\u0000\u0000'])(
  'a broken file is set aside with a word, and the defaults are used: %j',
  async (text) => {
    const path = join(folder, 'settings.json');
    await writeFile(path, text);
    const file = new SettingsFile(path);
    await file.change({ tourSeen: true });
    expect(await file.read()).toMatchObject({ theme: 'system', tourSeen: true });
    const [aside = ''] = (await readdir(folder)).filter((name) => name !== 'settings.json');
    expect(aside).toMatch(/^settings\.json\.broken-/);
    expect(await readFile(join(folder, aside), 'utf8')).toBe(text);
    expect(file.setAside).toContain(aside);
    expect(new SettingsFile(path).setAside).toBeNull();
  },
);

test('the settings folder is created when there is something to keep', async () => {
  const file = new SettingsFile(join(folder, 'none', 'yet', 'settings.json'));
  expect(await file.read()).toMatchObject({ theme: 'system' });
  await file.change({ theme: 'dark' });
  expect(await file.read()).toMatchObject({ theme: 'dark' });
  expect(file.setAside).toBeNull();
});
