import { mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { backUp } from '../../../src/main/engine/store/backups';
import { cacheDirOf, createProjectFile, openProjectFile } from '../../../src/main/engine/store/projectFile';
import { fixture, temporaryFolder } from '../engine/folder';
import { commandEnv, runCommand, runIn } from './runCommand';

const folder = temporaryFolder();
const topo2vec = (...args: string[]): ReturnType<typeof runCommand> => runCommand(folder, ...args);
const info = z.object({ labelCount: z.number() });

test('while a project is open, other processes can read but not change it, under any name', async () => {
  const path = join(folder, 'open.topo2vec');
  const link = join(folder, 'link.topo2vec');
  expect((await topo2vec('new', path)).code).toBe(0);
  expect((await topo2vec('import', path, fixture('dtm', 'liechtenstein_srtm1.tif'))).code).toBe(0);
  symlinkSync(path, link);
  const add = (name: string) => topo2vec('labels', 'add', name, '--class', 'peak', '--at', '9.55,47.1');
  const file = await openProjectFile(path);
  rmSync(cacheDirOf(path), { recursive: true, force: true });
  for (const name of [path, link]) {
    const { code, stdout } = await topo2vec('info', name, '--json');
    expect(code).toBe(0);
    expect(info.parse(JSON.parse(stdout)).labelCount).toBe(0);
    const refused = await add(name);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/is open in another window or program/);
  }
  await file.close();

  // Two at once: each gets the correct message.
  const both = await Promise.all([add(path), add(link)]);
  const added = both.filter(({ stdout }) => stdout.startsWith('Added label')).length;
  const { stdout } = await topo2vec('info', path, '--json');
  expect(info.parse(JSON.parse(stdout)).labelCount).toBe(added);
  expect(added).toBeGreaterThan(0);
});

test('slow statements are logged on request, with the process and without values', async () => {
  const path = join(folder, 'slow.topo2vec');
  expect((await topo2vec('new', path)).stderr).not.toContain('slow statement');
  const env = { ...commandEnv(folder), TOPO2VEC_SLOW_MS: '0' };
  const { code, stdout, stderr } = await runIn(env, 'info', path, '--json');
  expect(code).toBe(0);
  expect(info.parse(JSON.parse(stdout)).labelCount).toBe(0);
  expect(stderr).toMatch(/^\S+Z \[command \d+\] slow statement: \d+ ms: SELECT /m);
});

test('a damaged project is reported with its backup, from which restore recovers it', async () => {
  const path = join(folder, 'damaged.topo2vec');
  await (await createProjectFile(path)).close();
  await backUp(path);
  truncateSync(path, 5000);
  const { code, stderr } = await topo2vec('info', path);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^damaged\.topo2vec is damaged .*topo2vec restore/m);
  const restored = await topo2vec('restore', path);
  expect(restored).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('damaged restored.topo2vec') as unknown,
  });
  expect((await topo2vec('info', join(folder, 'damaged restored.topo2vec'))).code).toBe(0);
});

test('broken settings do not stop any command', async () => {
  const config = join(folder, 'topo2vec');
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, 'settings.json'), '{ broken');
  const path = join(folder, 'settings.topo2vec');
  const { code, stderr } = await topo2vec('new', path);
  expect(code).toBe(0);
  expect(stderr).toMatch(/The settings in settings\.json could not be read, so the defaults are used/);
  const kept = readdirSync(config).filter((name) => name.startsWith('settings'));
  expect(kept).toEqual([expect.stringMatching(/^settings\.json\.broken-/)]);
});
