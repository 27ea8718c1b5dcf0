import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SettingsFile } from '../../../src/main/engine/settings/settingsFile';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'topo2vec-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('there are defaults before anything was chosen, and also for settings of later versions', async () => {
  const path = join(folder, 'settings.json');
  expect(await new SettingsFile(path).read()).toMatchObject({ theme: 'system', tourSeen: false });
  await writeFile(path, '{ "overpassUrl": "https://example.org/api" }');
  expect(await new SettingsFile(path).read()).toMatchObject({
    overpassUrl: 'https://example.org/api',
    panels: { left: true, right: true, leftPx: 264, rightPx: 340 },
  });
});

test('changes at the same time are all kept, and leave other settings alone', async () => {
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

test('a broken file is named, left as it is, and does not stop what comes after its repair', async () => {
  const path = join(folder, 'settings.json');
  await writeFile(path, '{ "theme": "pink" }');
  const file = new SettingsFile(path);
  await expect(file.change({ tourSeen: true })).rejects.toMatchObject({
    code: 'unsupported-file',
    message: expect.stringContaining('settings.json') as unknown,
  });
  expect(await readFile(path, 'utf8')).toBe('{ "theme": "pink" }');
  await rm(path);
  await file.change({ tourSeen: true });
  expect(await file.read()).toMatchObject({ tourSeen: true });
});
