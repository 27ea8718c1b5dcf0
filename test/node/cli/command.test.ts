import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fixture, temporaryFolder } from '../engine/folder';
import { cli, commandEnv, runCommand } from './runCommand';

const folder = temporaryFolder();
const dtm = fixture('dtm', 'liechtenstein_srtm1.tif');
const env = commandEnv(folder);

/** Runs the built command to its end. */
const topo2vec = (...args: string[]): ReturnType<typeof runCommand> => runCommand(folder, ...args);

const query = (path: string, sql: string): Promise<unknown> =>
  new Promise((done, reject) => {
    const database = new sqlite3.Database(path);
    database.get(sql, (error: Error | null, row: unknown) => {
      database.close();
      if (error === null) done(row);
      else reject(error);
    });
  });

const project = join(folder, 'p.topo2vec');

beforeAll(async () => {
  expect((await topo2vec('new', project)).code).toBe(0);
});

describe('the command', () => {
  test('says its version', async () => {
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync('package.json', 'utf8')));
    expect(await topo2vec('--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  test('prints JSON on stdout and nothing else', async () => {
    const imported = await topo2vec('import', project, dtm, '--json');
    expect(imported.code).toBe(0);
    expect(JSON.parse(imported.stdout)).toMatchObject({ alreadyThere: 0, dtms: [{ minM: 413, maxM: 2713 }] });
    const labels = await topo2vec(
      'labels',
      'import',
      project,
      fixture('osm', 'liechtenstein.osm.pbf'),
      '--class',
      'peaks',
      '--json',
    );
    expect(JSON.parse(labels.stdout)).toMatchObject({ added: 47 });
    const head = await topo2vec(
      'head',
      project,
      '--class',
      'peaks',
      '--radius',
      '240',
      '--test-box',
      '9.56,47.02,9.68,47.31',
      '--json',
    );
    expect(head.code).toBe(0);
    const measured = z
      .object({
        accuracy: z.number(),
        precision: z.number(),
        recall: z.number(),
        f1: z.number(),
        auc: z.number(),
        confusion: z.object({ truePositive: z.number() }),
        train_size: z.number(),
        test_size: z.number(),
      })
      .parse(JSON.parse(head.stdout));
    expect(measured.accuracy).toBeGreaterThan(0.7);
  });

  test('prints the vertical noise, and leaves out terrain below a multiple of it', async () => {
    const info = await topo2vec('info', project);
    expect(info.stdout).toContain('vertical noise about 0.89 m (estimated on flat terrain)');
    const detect = ['detect', project, '--class', 'peaks', '--radius', '240', '--box', '9.5,47.1,9.52,47.12'];
    const found = await topo2vec(...detect, '--flat', '20', '--json');
    expect(JSON.parse(found.stdout)).toMatchObject({
      flatTimes: 20,
      flatBelowM: [expect.closeTo(17.9, 1)],
    });
    expect((await topo2vec(...detect)).stdout).toMatch(/^Too flat to say: relief below 36 m$/m);
  });

  test('writes the maps of a run', async () => {
    const tif = join(folder, 'forms.tif');
    const classes = await topo2vec('export', project, '--map', 'classes', '--out', tif, '--json');
    expect(classes.stderr).toBe('');
    const written = z
      .object({ cells: z.number(), beside: z.array(z.string()) })
      .parse(JSON.parse(classes.stdout));
    expect(written.beside).toEqual([`${tif}.aux.xml`, join(folder, 'forms.probability.tif')]);
    expect(readFileSync(`${tif}.aux.xml`, 'utf8')).toContain('<F>1</F><F>Peak</F><F>peak</F>');
    const probability = await topo2vec(
      ...['export', project, '--map', 'probability', '--class', 'peaks', '--out', tif, '--json'],
    );
    const { cells } = z.object({ cells: z.number() }).parse(JSON.parse(probability.stdout));
    expect(cells).toBeGreaterThan(0);
    // Those that are too flat have a class code, but no probability.
    expect(cells).toBeLessThan(written.cells);
  });

  test.each([
    [['export', project, '--crs', 'utm', '--out', 'peaks.gpkg'], /--map/],
    [['export', project, '--map', 'classes', '--out', 'forms.png'], /must end in \.tif/],
    [['export', project, '--map', 'classes', '--crs', 'wgs84', '--out', 'forms.tif'], /--crs utm or dtm/],
    [['info', join(folder, 'none.topo2vec')], /none\.topo2vec does not exist/],
    [['detect', project, '--class', 'volcano', '--radius', '240'], /no label class "volcano"/],
    [
      ['detect', project, '--class', 'peaks', '--precision', '0.8', '--threshold', '0.5'],
      /--precision <S>' cannot be used with option '--threshold/,
    ],
    [['embed', project, '--radius', '240', '--step', '120', '--box', '9,8,7'], /W,S,E,N/],
    [['import', project, fixture('osm', 'not-terrain.tif')], /not-terrain\.tif/],
    [['new', project], /already exists/],
    [['train', project, '--images', '5'], /images/],
    [['detect', project, '--class', 'peaks', '--flat', '-1'], /0 or more/],
    [['frobnicate'], /unknown command/],
  ])('exits with 2 for bad input: %j', async (args, message) => {
    const { code, stdout, stderr } = await topo2vec(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });
});

describe('kill -9', () => {
  const weights = z.object({ weights: z.instanceof(Uint8Array) });
  const train = (path: string, ...more: string[]): string[] => [
    'train',
    path,
    '--images',
    '128',
    '--epochs',
    '16',
    '--seed',
    '7',
    '--name',
    'e',
    ...more,
  ];
  const weightsOf = async (path: string): Promise<Uint8Array> =>
    weights.parse(await query(path, 'SELECT weights FROM encoders ORDER BY id DESC LIMIT 1')).weights;

  test('in the middle of a training loses nothing: once resumed, it ends like an uninterrupted one', async () => {
    const paths = ['whole', 'killed'].map((name) => join(folder, `${name}.topo2vec`));
    const [whole = '', killed = ''] = paths;
    for (const path of paths) {
      await topo2vec('new', path);
      await topo2vec('import', path, dtm);
    }
    expect((await topo2vec(...train(whole))).code).toBe(0);

    const child = spawn(process.execPath, [cli, ...train(killed)], { env, stdio: 'ignore' });
    const count = z.object({ n: z.number() });
    const checkpoints = async (): Promise<number> =>
      count.parse(await query(killed, 'SELECT count(*) AS n FROM checkpoints')).n;
    await expect.poll(checkpoints, { timeout: 100_000, interval: 50 }).toBe(1);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const resumed = await topo2vec(...train(killed, '--resume'));
    expect(resumed.stderr).not.toMatch(/cannot/i);
    expect(resumed.code).toBe(0);
    expect(Buffer.from(await weightsOf(killed)).equals(Buffer.from(await weightsOf(whole)))).toBe(true);
  }, 300_000);

  test('in the middle of an import leaves either all of it or nothing', async () => {
    const path = join(folder, 'import.topo2vec');
    await topo2vec('new', path);
    await topo2vec('import', path, dtm);
    for (const waitFor of ['Reading', 'places']) {
      const child = spawn(
        process.execPath,
        [cli, 'labels', 'import', path, fixture('osm', 'liechtenstein.osm.pbf'), '--class', 'cliff,peak'],
        { env },
      );
      await new Promise<void>((done) => {
        child.stderr.on('data', (part: Buffer) => {
          if (part.toString().includes(waitFor)) done();
        });
        child.once('exit', () => {
          done();
        });
      });
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      const info = await topo2vec('info', path, '--json');
      expect(info.code).toBe(0);
      const { labelCount } = z.object({ labelCount: z.number() }).parse(JSON.parse(info.stdout));
      expect([0, 810]).toContain(labelCount);
    }
  });
});
