import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder, folderBytes, makeFolder } from '../../../scripts/setup/cache.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cache-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('the place of the cache', () => {
  it('follows the user, then the desktop standard, then the home folder', () => {
    expect(cacheFolder({ TOPO2VEC_CACHE_DIR: '/data/t2v', XDG_CACHE_HOME: '/xdg' }, '/home/u')).toBe(
      '/data/t2v',
    );
    expect(cacheFolder({ XDG_CACHE_HOME: '/xdg' }, '/home/u')).toBe('/xdg/topo2vec');
    expect(cacheFolder({ XDG_CACHE_HOME: '' }, '/home/u')).toBe('/home/u/.cache/topo2vec');
  });
});

describe('a folder of the cache', () => {
  it('appears when it is whole', async () => {
    const folder = join(root, 'tensorflow', '2');
    await makeFolder(folder, (partial) => {
      writeFileSync(join(partial, 'library'), 'content');
      expect(existsSync(folder)).toBe(false);
      return Promise.resolve();
    });
    expect(readFileSync(join(folder, 'library'), 'utf8')).toBe('content');
    expect(readdirSync(join(root, 'tensorflow'))).toEqual(['2']);
  });

  it('does not appear when filling it fails', async () => {
    const folder = join(root, 'tensorflow', '2');
    const filled = makeFolder(folder, (partial) => {
      writeFileSync(join(partial, 'half'), '');
      return Promise.reject(new Error('disk full'));
    });
    await expect(filled).rejects.toThrow('disk full');
    expect(readdirSync(join(root, 'tensorflow'))).toEqual([]);
  });

  it('is left alone when another process was faster', async () => {
    const folder = join(root, '2');
    await makeFolder(folder, () => {
      mkdirSync(folder);
      writeFileSync(join(folder, 'theirs'), '');
      return Promise.resolve();
    });
    expect(readdirSync(folder)).toEqual(['theirs']);
    expect(readdirSync(root)).toEqual(['2']);
  });

  it('is cleared of leftovers of ended processes, not of running ones', async () => {
    const dead = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();
    mkdirSync(join(root, `.partial-${dead}-1`));
    mkdirSync(join(root, `.partial-${process.ppid}-1`));
    await makeFolder(join(root, '2'), () => Promise.resolve());
    expect(readdirSync(root).sort()).toEqual([`.partial-${process.ppid}-1`, '2']);
  });

  it('reports its size, and that of a missing folder', () => {
    mkdirSync(join(root, 'a', 'b'), { recursive: true });
    writeFileSync(join(root, 'a', 'one'), Buffer.alloc(1000));
    writeFileSync(join(root, 'a', 'b', 'two'), Buffer.alloc(234));
    expect(folderBytes(root)).toBe(1234);
    expect(folderBytes(join(root, 'missing'))).toBe(0);
  });
});
