import { execFileSync } from 'node:child_process';
import { cp, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { change, listed, sample, usersOfOneComputer } from './usersOfOneComputer';

const { root, start, folderOf } = usersOfOneComputer();

describe('a project from an unknown source', () => {
  async function strangers(name: string, path: string): Promise<string> {
    const folder = await folderOf(name);
    const project = join(folder, 'p.topo2vec');
    await cp(sample, join(folder, 'x.tif'));
    const stranger = await start(`${name}-stranger`);
    await stranger.engine.create(project);
    await stranger.run({ kind: 'import-dtms', paths: [join(folder, 'x.tif')] });
    await stranger.close();
    await rm(join(folder, 'x.tif'));
    await change(project, 'UPDATE dtms SET path = ?', [path]);
    return project;
  }

  test.each([
    ['a host', '//host.invalid/share/y.tif'],
    ['an address', 'smb://host.invalid/share/y.tif'],
    ['a device', '/dev/zero'],
    ['a way out of the folder', '../y.tif'],
    ['another folder', sample],
  ])('has no file opened outside its folder: %s', async (name, path) => {
    const project = await strangers(`outside ${name}`, path);
    const user = await start(`${name}-user`);
    await user.engine.open(project);
    // A check on the disk would say that there is none.
    const expected = path.includes('://') ? 'missing' : 'not-chosen';
    expect(await listed(user)).toMatchObject({ state: expected });
    const task = await user.run({ kind: 'build-pyramids' });
    expect(task).toMatchObject({ state: 'failed', errorCode: 'outside-terrain' });
  });

  test.skipIf(process.platform === 'win32')('has nothing but files opened within its folder', async () => {
    const project = await strangers('within', 'pipe.tif');
    const folder = join(root, 'within');
    execFileSync('mkfifo', [join(folder, 'pipe.tif')]);
    const user = await start('within-user');
    await user.engine.open(project);
    expect(await listed(user)).toMatchObject({ state: 'missing' });
    await rm(join(folder, 'pipe.tif'));
    await symlink(sample, join(folder, 'pipe.tif'));
    expect(await listed(user)).toMatchObject({ state: 'not-chosen' });
    execFileSync('mkfifo', [join(folder, 'own.tif')]);
    expect(await user.run({ kind: 'import-dtms', paths: [join(folder, 'own.tif')] })).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('own.tif is not a file') as unknown,
    });
  });

  test('may use its DTM once the user chose it, as may other projects from then on', async () => {
    const project = await strangers('chosen', sample);
    const user = await start('chosen-user');
    await user.engine.open(project);
    expect(await listed(user)).toMatchObject({ state: 'not-chosen' });
    expect((await user.run({ kind: 'import-dtms', paths: [sample] })).result).toMatchObject({
      alreadyThere: 1,
    });
    expect(await listed(user)).toMatchObject({ state: 'ready', path: sample });
    await user.close();
    const again = await start('chosen-user');
    await again.engine.open(project);
    expect(await listed(again)).toMatchObject({ state: 'ready' });
  });

  test('starts no task kind that the program does not resume', async () => {
    const project = await strangers('tasks', 'x.tif');
    const spec = JSON.stringify({ kind: 'import-dtms', paths: [sample] });
    const sql = "INSERT INTO unfinished_tasks (spec, paused, done, total, unit) VALUES (?, 0, 0, 0, '')";
    await change(project, sql, [spec]);
    const user = await start('tasks-user', true);
    await user.engine.open(project);
    expect(user.engine.current.tasks.list().map(({ kind }) => kind)).not.toContain('import-dtms');
  });
});
