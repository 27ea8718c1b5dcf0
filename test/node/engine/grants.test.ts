import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Grants } from '../../../src/main/engine/access/grants';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const refused = /not chosen|not allowed/;

test('each grant is valid only for its purpose', () => {
  const grants = new Grants();
  const uses = ['open', 'save', 'create', 'overpass', 'basemap'] as const;
  for (const to of uses) {
    grants.add({ to, what: `/${to}` });
    for (const other of uses.filter((use) => use !== to))
      expect(() => {
        grants.check(other, `/${to}`);
      }).toThrow(refused);
  }
  grants.check('open', '/open');
  grants.check('open', '/folder/../open');
  // An address is not a path: it is exactly the one that was read.
  expect(() => {
    grants.check('overpass', '/folder/../overpass');
  }).toThrow(refused);
});

test('a save path is valid once, and only for the project it was chosen for', () => {
  const grants = new Grants();
  const save = (): void => {
    grants.check('save', '/a.csv');
  };
  grants.add({ to: 'save', what: '/a.csv' });
  save();
  expect(save).toThrow(refused);
  grants.add({ to: 'save', what: '/a.csv' });
  grants.add({ to: 'open', what: '/dem.tif' });
  grants.dropSaves();
  expect(save).toThrow(refused);
  grants.check('open', '/dem.tif');
});

test('a path for a new project is good for one, whichever project is opened before', () => {
  const grants = new Grants();
  const create = (): void => {
    grants.check('create', '/new.topo2vec');
  };
  grants.add({ to: 'create', what: '/new.topo2vec' });
  grants.dropSaves();
  create();
  expect(create).toThrow(refused);
  grants.add({ to: 'create', what: '/new.topo2vec' });
  expect(() => {
    grants.check('save', '/new.topo2vec');
  }).toThrow(refused);
});

test('the engine reports the open project, and asks before it saves, opens or connects', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'grants-'));
  const asked: string[] = [];
  const { engine, close } = startEngine(folder, {
    checkGrant: (to, what) => asked.push(`${to} ${what}`),
    onOpened: (path) => asked.push(`opened ${path}`),
  });
  onTestFinished(async () => {
    await close();
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, 'a.topo2vec');
  const { project, tasks, settings } = handlersOf(engine);
  await project.create({ path }, never());
  await project.open({ path }, never());
  await tasks.start({ kind: 'save-copy', path: join(folder, 'copy.topo2vec') }, never());
  const basemapAddresses = ['https://example.org/{z}/{x}/{y}'];
  await settings.change({ basemapAddresses, theme: 'dark' }, never());
  // What is already allowed is not asked for again.
  await settings.change({ basemapAddresses }, never());
  expect(asked).toEqual([
    `create ${path}`,
    `opened ${path}`,
    `open ${path}`,
    `save ${join(folder, 'copy.topo2vec')}`,
    `basemap ${basemapAddresses[0] ?? ''}`,
  ]);
});
