import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createProjectFile, openProjectFile } from '../../../src/main/engine/store/projectFile';
import { temporaryFolder } from './folder';

const folder = temporaryFolder();
const count = z.object({ n: z.number() });

test('a project appears only once its initial contents are written, and not at all when that fails', async () => {
  const path = join(folder, 'filled.topo2vec');
  const file = await createProjectFile(path, async ({ database }) => {
    expect(existsSync(path)).toBe(false);
    await database.transaction((transaction) => transaction.run(`INSERT INTO attributions VALUES ('line')`));
  });
  expect(await file.database.get(count, 'SELECT count(*) AS n FROM attributions')).toEqual({ n: 1 });
  await file.close();
  await expect(
    createProjectFile(join(folder, 'failed.topo2vec'), () => Promise.reject(new Error('no'))),
  ).rejects.toThrow('no');
  expect(readdirSync(folder)).toEqual(['filled.topo2vec']);
});

test('an existing file is never replaced, even one that appeared while the project was made', async () => {
  const path = join(folder, 'came.topo2vec');
  await expect(
    createProjectFile(path, () => {
      writeFileSync(path, 'mine');
      return Promise.resolve();
    }),
  ).rejects.toMatchObject({ code: 'bad-input' });
  expect(readdirSync(folder).filter((name) => name.startsWith('came'))).toEqual(['came.topo2vec']);
});

test('leftovers of killed programs are removed, but not files another program is writing', async () => {
  const there = join(folder, 'there');
  mkdirSync(there);
  for (const suffix of ['', '-wal', '-shm'])
    writeFileSync(join(there, `dead.topo2vec.building-0123abcd${suffix}`), '');
  writeFileSync(join(there, 'orphan.topo2vec.building-89abcdef-wal'), 'half');
  writeFileSync(join(there, 'my.building-plan'), 'kept');
  // The log of a deleted project does not belong to the new one.
  writeFileSync(join(there, 'new.topo2vec-wal'), 'old');
  const file = await createProjectFile(join(there, 'first.topo2vec'), async () => {
    await (await createProjectFile(join(there, 'new.topo2vec'))).close();
    expect(readdirSync(there).filter((name) => /building-[0-9a-f]{8}$/.test(name))).toHaveLength(1);
  });
  await file.close();
  expect(readdirSync(there).sort()).toEqual(['first.topo2vec', 'my.building-plan', 'new.topo2vec']);
  await (await openProjectFile(join(there, 'new.topo2vec'))).close();
});
