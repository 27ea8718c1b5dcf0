import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();

const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);
const still = join(folder, 'still');
const path = join(still, 'still.topo2vec');
const peak = { lonDeg: 9.55, latDeg: 47.1, classId: 'peak', positive: true };

/** Root may write everywhere: from here on this file's process is `nobody`, to whom permissions apply. */
function becomeNobody(): void {
  if (process.getuid?.() !== 0) return;
  for (const name of [folder, ...readdirSync(folder).map((each) => join(folder, each))])
    chownSync(name, 65534, 65534);
  for (const name of readdirSync(still)) chownSync(join(still, name), 65534, 65534);
  process.setgid?.(65534);
  process.setuid?.(65534);
}

beforeAll(async () => {
  mkdirSync(still);
  const dtm = join(still, 'dtm.tif');
  copyFileSync(fixture('dtm', 'clip_lv95.tif'), dtm);
  await engine.create(path);
  await run({ kind: 'import-dtms', paths: [dtm] });
  await engine.create(join(folder, 'other.topo2vec'));
  // Without caches, which `nobody` could not remove in the end.
  for (const ending of ['.backups', '.cache']) rmSync(`${path}${ending}`, { recursive: true, force: true });
  for (const name of readdirSync(still)) chmodSync(join(still, name), 0o444);
  chmodSync(still, 0o555);
  becomeNobody();
});
afterAll(async () => {
  await close();
  chmodSync(still, 0o755);
});

test.skipIf(process.platform === 'win32')(
  'a project on a read-only disk is opened by the window to be looked at',
  async () => {
    const info = await handlers.project.open({ path }, never());
    expect(info).toMatchObject({ name: 'still', readOnly: true, dtmCount: 1 });
    const terrain = await handlers.terrain.describe(undefined, never());
    expect(terrain?.crs.code).toBe('EPSG:2056');
    const { elevationM } = await handlers.terrain.at({ lonDeg: 9.85, latDeg: 46.8 }, never());
    expect(elevationM === null || elevationM > 1000).toBe(true);

    const refused = expect.objectContaining({
      code: 'disk',
      message: expect.stringMatching(/^still\.topo2vec is read-only where it is: .*Save a copy/) as unknown,
    }) as unknown;
    const middle = {
      lonDeg: ((info.box?.westDeg ?? 0) + (info.box?.eastDeg ?? 0)) / 2,
      latDeg: ((info.box?.southDeg ?? 0) + (info.box?.northDeg ?? 0)) / 2,
    };
    await expect(handlers.labels.add({ ...peak, ...middle }, never())).rejects.toEqual(refused);
    await expect(async () =>
      handlers.tasks.start(
        {
          kind: 'detect',
          classIds: ['peak'],
          radiiM: null,
          stepM: null,
          box: undefined,
          threshold: null,
          flatTimes: 6,
          encoderId: null,
        },
        never(),
      ),
    ).rejects.toEqual(refused);

    const copy = join(folder, 'copy.topo2vec');
    const saved = await run({ kind: 'save-copy', path: copy });
    expect(saved).toMatchObject({ state: 'done', error: null });
    expect(readdirSync(still).filter((name) => name.includes('-wal') || name.includes('partial'))).toEqual(
      [],
    );
    const working = await handlers.project.open({ path: copy }, never());
    expect(working).toMatchObject({ readOnly: false, dtmCount: 1 });
    expect(await handlers.labels.add({ ...peak, ...middle }, never())).toBeGreaterThan(0);
  },
);
