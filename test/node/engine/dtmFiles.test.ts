import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { handlersOf } from '../../../src/main/engine/handlers';
import { Connection } from '../../../src/main/engine/store/database';
import { change, listed, sample, usersOfOneComputer } from './usersOfOneComputer';
import { never } from './workbench';

const { root, start, folderOf } = usersOfOneComputer();
/** A corner of the mountains with room for few patches. */
const box = { westDeg: 9.55, southDeg: 47.1, eastDeg: 9.56, northDeg: 47.11 };
const SIDE = 1201;

/** An SRTM tile of 3 arc-seconds whose terrain depends on a seed. */
async function writeHgt(path: string, seed: number): Promise<void> {
  const bytes = Buffer.alloc(SIDE * SIDE * 2);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    bytes.writeInt16BE(Math.round(800 + 300 * Math.sin(x / 9 + seed) * Math.cos(y / 7)), 2 * i);
  }
  await writeFile(path, bytes);
}

describe('a DTM whose file is replaced by one of the same size', () => {
  test('is not used, and results derived from it are discarded once its new contents are accepted', async () => {
    const folder = await folderOf('replaced');
    const path = join(folder, 'N47E009.hgt');
    await writeHgt(path, 1);
    const started = await start('replaced-user');
    const { engine, run } = started;
    await engine.create(join(folder, 'replaced.topo2vec'));
    await run({ kind: 'import-dtms', paths: [path] });
    const [encoder] = await handlersOf(engine).encoders.list(undefined, never());
    const embed = { kind: 'embed', encoderId: encoder?.id ?? 0, radiusM: 900, stepM: 900, box } as const;
    expect(await run(embed)).toMatchObject({ state: 'done', result: { layerId: 1 } });
    const layers = () => handlersOf(engine).encoders.layers(undefined, never());
    expect(await layers()).toMatchObject([{ id: 1, otherTerrain: false }]);

    await writeHgt(path, 2);
    expect(await listed(started)).toMatchObject({ state: 'changed' });
    expect(await run(embed)).toMatchObject({
      state: 'failed',
      errorCode: 'outside-terrain',
      error: expect.stringMatching(/contents of .*N47E009\.hgt have changed.*Import it again/) as unknown,
    });
    // Writing the same contents again is not a change.
    await writeHgt(path, 1);
    expect(await listed(started)).toMatchObject({ state: 'ready' });
    expect(await run(embed)).toMatchObject({ result: { layerId: 1 } });

    await writeHgt(path, 2);
    await handlersOf(engine).dtms.renew({ dtmId: 1 }, never());
    expect(await listed(started)).toMatchObject({ id: 1, state: 'ready' });
    expect(await layers()).toMatchObject([{ id: 1, otherTerrain: true }]);
    expect(await run(embed)).toMatchObject({ state: 'done', result: { layerId: 2 } });
    expect(await layers()).toMatchObject([
      { id: 1, otherTerrain: true },
      { id: 2, otherTerrain: false },
    ]);
    // Embeddings are computed again for an export, which is impossible for other terrain.
    expect(
      await run({ kind: 'export-embeddings', layerId: 1, path: join(folder, 'embeddings.tif') }),
    ).toMatchObject({ state: 'failed', errorCode: 'outside-terrain' });
    expect(await engine.current.turnStep('undo')).toBe('Use the new contents of N47E009.hgt');
    expect(await listed(started)).toMatchObject({ state: 'changed' });
    expect(await layers()).toMatchObject([{ otherTerrain: false }, { otherTerrain: true }]);
  });

  test('is reported when the project is next opened, and accepted by importing it again', async () => {
    const folder = await folderOf('reopened');
    const path = join(folder, 'N47E009.hgt');
    await writeHgt(path, 1);
    const first = await start('reopening-user');
    await first.engine.create(join(folder, 'p.topo2vec'));
    await first.run({ kind: 'import-dtms', paths: [path] });
    await first.close();
    await writeHgt(path, 3);
    const second = await start('reopening-user');
    await second.engine.open(join(folder, 'p.topo2vec'));
    expect(await listed(second)).toMatchObject({ state: 'changed' });
    expect((await second.run({ kind: 'import-dtms', paths: [path] })).result).toEqual({
      kind: 'dtms',
      dtmIds: [1],
      alreadyThere: 0,
    });
    expect(await listed(second)).toMatchObject({ id: 1, state: 'ready' });
  });
});

test('a project of an older version recognises its DTMs by their older fingerprints', async () => {
  const folder = await folderOf('older');
  const path = join(folder, 'x.tif');
  const project = join(folder, 'p.topo2vec');
  await cp(sample, path);
  const first = await start('older-user');
  await first.engine.create(project);
  await first.run({ kind: 'import-dtms', paths: [path] });
  await first.close();
  // As older versions made it: 16 parts of 64 KiB, spread from head to tail.
  const bytes = await readFile(path);
  const hash = createHash('sha256');
  for (let part = 0; part < 16; part++) {
    const offset = Math.floor(((bytes.length - 65_536) * part) / 15);
    hash.update(bytes.subarray(offset, offset + 65_536));
  }
  const older = `${bytes.length}-${hash.digest('hex')}`;
  const sql = "UPDATE dtms SET fingerprint = ?, metadata = json_remove(metadata, '$.modifiedMs')";
  await change(project, sql, [older]);
  const second = await start('older-user');
  await second.engine.open(project);
  expect(await listed(second)).toMatchObject({ state: 'ready' });
  expect((await second.run({ kind: 'import-dtms', paths: [path] })).result).toMatchObject({
    alreadyThere: 1,
  });
  await second.run({ kind: 'build-pyramids' });
  expect(await listed(second)).toMatchObject({ minM: 413, maxM: 2713 });
});

describe('a project that is moved', () => {
  test('finds the rasters moved with it, and prefers them to the originals', async () => {
    const folder = await folderOf('home');
    await mkdir(join(folder, 'rasters', 'alps'), { recursive: true });
    await cp(sample, join(folder, 'rasters', 'alps', 'x.tif'));
    const first = await start('moving-user');
    await first.engine.create(join(folder, 'p.topo2vec'));
    await first.run({ kind: 'import-dtms', paths: [join(folder, 'rasters', 'alps', 'x.tif')] });
    await first.close();

    await cp(folder, join(root, 'copied'), { recursive: true });
    const copied = await start('moving-user');
    await copied.engine.open(join(root, 'copied', 'p.topo2vec'));
    const copy = join(root, 'copied', 'rasters', 'alps', 'x.tif');
    expect(await listed(copied)).toMatchObject({ state: 'ready', path: copy });
    await copied.close();

    await rename(join(root, 'copied'), join(root, 'moved'));
    await rm(folder, { recursive: true });
    const moved = await start('another-user');
    await moved.engine.open(join(root, 'moved', 'p.topo2vec'));
    const path = join(root, 'moved', 'rasters', 'alps', 'x.tif');
    expect(await listed(moved)).toMatchObject({ state: 'ready', path });
    await moved.close();
    const stored = await Connection.open(join(root, 'moved', 'p.topo2vec'), 'read');
    expect(await stored.get(z.object({ path: z.string() }), 'SELECT path FROM dtms')).toEqual({ path });
    await stored.close();
  });

  test('does not accept another file of the same name and size', async () => {
    const folder = await folderOf('twins');
    const elsewhere = await folderOf('twins-elsewhere');
    await writeHgt(join(elsewhere, 'N47E009.hgt'), 1);
    const first = await start('twin-user');
    await first.engine.create(join(folder, 'p.topo2vec'));
    await first.run({ kind: 'import-dtms', paths: [join(elsewhere, 'N47E009.hgt')] });
    await writeHgt(join(folder, 'N47E009.hgt'), 2);
    const { mtime } = await stat(join(elsewhere, 'N47E009.hgt'));
    await utimes(join(folder, 'N47E009.hgt'), mtime, mtime);
    expect(await listed(first)).toMatchObject({ state: 'ready', path: join(elsewhere, 'N47E009.hgt') });
  });
});
