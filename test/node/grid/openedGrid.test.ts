import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { cli, commandEnv, runCommand } from '../cli/runCommand';
import { temporaryFolder } from '../engine/folder';
import { gridCommand, runsGrids } from './gridCommand';
import { GridServer, type TestGrid } from './gridServer';
import { addLabellers } from './labellers';

const dtm = 'liechtenstein_srtm1.tif';
const folder = temporaryFolder();
const synchronised = z.object({ sent: z.number(), received: z.number() });
let server: GridServer;
let grid: TestGrid;

/** A labeller at a computer of their own. */
class Person {
  readonly #home: string;
  readonly project: string;
  readonly address: string;

  constructor(readonly name: string) {
    this.#home = join(folder, name);
    mkdirSync(this.#home);
    this.project = join(this.#home, 'alps.topo2vec');
    this.address = server.postgres.address('opened', name);
  }

  run(...args: string[]): Promise<unknown> {
    return gridCommand(this.#home, ...args);
  }

  label(at: string, ...options: string[]): Promise<unknown> {
    return this.run('labels', 'add', this.project, '--class', 'peaks', '--at', at, ...options);
  }

  async sync(): Promise<z.infer<typeof synchronised>> {
    return synchronised.parse(await this.run('grid', 'sync', this.project));
  }

  /** Begins to synchronise in a process of its own. */
  startSync(): ReturnType<typeof spawn> {
    return spawn(process.execPath, [cli, 'grid', 'sync', this.project], { env: commandEnv(this.#home) });
  }

  async labels(): Promise<number> {
    const info = await this.run('info', this.project);
    return z.object({ labelCount: z.number() }).parse(info).labelCount;
  }
}

describe.runIf(runsGrids)('projects of a grid (needs Node 22.15)', { timeout: 200_000 }, () => {
  beforeAll(async () => {
    server = await GridServer.start(folder, [resolve('resources', 'sample', dtm)]);
    grid = await server.newGrid('opened');
    await server.command('grid', 'add-dtm', grid.address, join(server.terrain, dtm));
    await addLabellers(grid.database, 'ann', 'ben');
  });

  afterAll(() => server.stop());

  test('two open a grid and label; one is killed while it sends, and nothing is lost or doubled', async () => {
    const terrain = ['--terrain', server.terrain];
    const ann = new Person('ann');
    await expect(ann.run('grid', 'open', ann.address, ann.project)).rejects.toThrow('--terrain FOLDER');
    expect(existsSync(ann.project)).toBe(false);
    const ben = new Person('ben');
    const opened = await ann.run('grid', 'open', ann.address, ann.project, ...terrain);
    expect(opened).toMatchObject({ dtms: 1, sent: 9, received: 0 });
    await ann.run(
      ...['labels', 'import', ann.project, resolve('resources', 'sample', 'liechtenstein.geojson')],
      ...['--class', 'peaks,saddles'],
    );
    const imported = await ann.labels();
    expect(await ann.sync()).toEqual({ sent: imported, received: 0 });
    await ben.run('grid', 'open', ben.address, ben.project, ...terrain);
    expect(await ben.labels()).toBe(imported);
    await ann.label('9.51,47.1');
    await ben.label('9.52,47.1', '--negative');
    // Whoever labels waits for this transaction: the process dies with its change on its way.
    await grid.database.transaction(async (sql) => {
      await sql.run('LOCK TABLE topo2vec.label_pushes IN ACCESS EXCLUSIVE MODE');
      const sending = ann.startSync();
      for (let waiting = 0; waiting === 0;) {
        const row = await grid.database.get(
          z.object({ n: z.number() }),
          "SELECT count(*)::integer AS n FROM pg_stat_activity WHERE usename = 'ann' AND wait_event_type = 'Lock'",
        );
        waiting = row?.n ?? 0;
      }
      sending.kill('SIGKILL');
      await once(sending, 'close');
    });
    expect(await ben.sync()).toEqual({ sent: 1, received: 0 });
    expect(await ann.sync()).toEqual({ sent: 1, received: 1 });
    expect(await ben.sync()).toEqual({ sent: 0, received: 1 });
    expect([await ann.labels(), await ben.labels()]).toEqual([imported + 2, imported + 2]);
    const counts = z
      .array(z.object({ classId: z.string(), labeller: z.string(), negatives: z.number() }))
      .parse(await server.command('grid', 'labels', grid.address));
    expect(counts.map(({ classId, labeller, negatives }) => [classId, labeller, negatives])).toEqual([
      ['peak', 'ann', 0],
      ['peak', 'ben', 1],
      ['saddle', 'ann', 0],
    ]);
    const out = join(folder, 'labels.geojson');
    await server.command('grid', 'labels', grid.address, '--out', out);
    const written = z.object({ features: z.array(z.unknown()) }).parse(JSON.parse(readFileSync(out, 'utf8')));
    expect(written.features).toHaveLength(imported + 2);
  });

  test('a project connects only to a grid that was opened on this computer, and holds no password', async () => {
    const ann = join(folder, 'ann', 'alps.topo2vec');
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    const copy = join(elsewhere, 'copy.topo2vec');
    writeFileSync(copy, readFileSync(ann));
    const { code, stderr } = await runCommand(elsewhere, 'grid', 'sync', copy);
    expect([code, stderr]).toEqual([2, expect.stringContaining('was not opened on this computer yet')]);
    const secret = server.postgres.address('opened', 'ann:open-sesame');
    await gridCommand(elsewhere, 'grid', 'open', secret, copy, '--terrain', server.terrain);
    const kept = readFileSync(join(elsewhere, 'topo2vec', 'grids.json'), 'utf8');
    expect(kept).toContain('postgres://ann@');
    for (const text of [kept, readFileSync(copy).toString('latin1')])
      expect(text).not.toContain('open-sesame');
    expect(readFileSync(copy).toString('latin1')).not.toContain('postgres://');
  });
});
