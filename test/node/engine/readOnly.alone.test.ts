import { chmodSync, chownSync, copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createProjectFile, openProjectFile } from '../../../src/main/engine/store/projectFile';
import { temporaryFolder } from './folder';

const folder = temporaryFolder();
const count = z.object({ n: z.number() });

/** Root may write everywhere: this file's process becomes `nobody`, to whom permissions apply. */
if (process.getuid?.() === 0) {
  chownSync(folder, 65534, 65534);
  process.setgid?.(65534);
  process.setuid?.(65534);
}
afterAll(() => {
  chmodSync(folder, 0o700);
});

test.skipIf(process.platform === 'win32')(
  'what cannot be written is read as it is, and to change it is refused with the way out',
  async () => {
    const path = join(folder, 'still.topo2vec');
    await (await createProjectFile(path)).close();
    for (const [file, inside] of [
      [0o444, 0o555],
      [0o644, 0o555],
      [0o444, 0o755],
    ] as const) {
      chmodSync(path, file);
      chmodSync(folder, inside);
      await expect(openProjectFile(path)).rejects.toMatchObject({
        code: 'disk',
        message: expect.stringMatching(
          /^still\.topo2vec cannot be changed where it is: .*read-only.*Copy it/,
        ) as unknown,
      });
      const looking = await openProjectFile(path, 'look');
      expect(await looking.database.get(count, 'SELECT count(*) AS n FROM label_classes')).toEqual({ n: 9 });
      await looking.close();
      if (inside === 0o555) {
        await expect(createProjectFile(join(folder, 'new.topo2vec'))).rejects.toMatchObject({
          code: 'disk',
          message: expect.stringMatching(/^new\.topo2vec cannot be created in .*read-only/) as unknown,
        });
      }
      expect(readdirSync(folder)).toEqual(['still.topo2vec']);
    }
    chmodSync(folder, 0o755);
    chmodSync(path, 0o644);
  },
);

test.skipIf(process.platform === 'win32')(
  'changes that are only in the log are not passed over where the log cannot be read in',
  async () => {
    const path = join(folder, 'logged.topo2vec');
    const file = await createProjectFile(path);
    await file.database.transaction((transaction) =>
      transaction.run(`INSERT INTO attributions VALUES ('line')`),
    );
    // As on a medium to which a project was copied while it was open.
    const copy = join(folder, 'copied.topo2vec');
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, copy + suffix);
    await file.close();
    chmodSync(folder, 0o555);
    await expect(openProjectFile(copy, 'look')).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringMatching(/copied\.topo2vec-wal/) as unknown,
    });
    chmodSync(folder, 0o755);
    const looking = await openProjectFile(copy, 'look');
    expect(await looking.database.get(count, 'SELECT count(*) AS n FROM attributions')).toEqual({ n: 1 });
    await looking.close();
  },
);
