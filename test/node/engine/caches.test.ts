import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { expect, test } from 'vitest';
import { Caches } from '../../../src/main/engine/caches';
import { OpenProject } from '../../../src/main/engine/project/openProject';
import { temporaryFolder } from './folder';

class Names extends LRUCache<string, string> {
  constructor() {
    super({ max: 2 });
  }
}

class Sizes extends LRUCache<string, number> {
  constructor() {
    super({ max: 2 });
  }
}

test('there is one cache of each class, and clearing empties all', () => {
  const caches = new Caches();
  const names = caches.of(Names);
  names.set('a', 'one');
  caches.of(Sizes).set('a', 1);
  expect(caches.of(Names)).toBe(names);
  expect(caches.of(Sizes).get('a')).toBe(1);
  caches.clear();
  expect(names.size).toBe(0);
  expect(caches.of(Names).size + caches.of(Sizes).size).toBe(0);
});

test('a project that closes keeps nothing in memory', async () => {
  const project = await OpenProject.create(join(temporaryFolder(), 'a.topo2vec'), () => {
    throw new Error('Nothing is computed.');
  });
  const names = project.caches.of(Names);
  names.set('a', 'one');
  await project.close();
  expect(names.size).toBe(0);
});
