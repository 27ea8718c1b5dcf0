import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, truncateSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { fixture, temporaryFolder } from '../engine/folder';
import { cli, commandEnv, runCommand } from './runCommand';

const folder = temporaryFolder();
const project = join(folder, 'series.topo2vec');
const topo2vec = (...args: string[]) => runCommand(folder, ...args);

beforeAll(async () => {
  await topo2vec('new', project);
  await topo2vec('import', project, fixture('dtm', 'liechtenstein_srtm1.tif'));
  await topo2vec('labels', 'import', project, fixture('osm', 'liechtenstein.osm.pbf'), '--class', 'peak');
}, 120_000);

test('detect runs a series to its end though one run fails, a line of JSON each, and names what it made', async () => {
  // Saddles have no labels.
  const options = ['--class', 'peak,saddle', '--each', 'class', '--radius', '960', '--threshold', '0.3,0.6'];
  const box = ['--box', '9.54,47.06,9.6,47.12'];
  const { code, stdout, stderr } = await topo2vec('detect', project, ...options, ...box, '--json');
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => z.object({ name: z.string(), failed: z.string().optional() }).parse(JSON.parse(line)));
  expect(lines.map(({ name }) => name)).toEqual([
    'Peak at 960 m, polar, 9.54 47.06 9.6 47.12, from 0.30',
    'Peak at 960 m, polar, 9.54 47.06 9.6 47.12, from 0.60',
    'Saddle at 960 m, polar, 9.54 47.06 9.6 47.12, from 0.30',
    'Saddle at 960 m, polar, 9.54 47.06 9.6 47.12, from 0.60',
  ]);
  expect(lines.map(({ failed }) => failed !== undefined)).toEqual([false, false, true, true]);
  expect(stderr).toContain('2 of 4 runs failed');
  expect(code).toBe(2);

  const named = await topo2vec('runs', 'name', project, '1', 'First look', '--note', 'Too many\non scree');
  expect(named.stdout).toBe('Named First look.\n');
  const listed = await topo2vec('runs', 'list', project);
  expect(listed.stdout).toMatch(/^1 First look: \d+ detections from 0\.30, .*\n {2}Too many\n {2}on scree$/m);
  expect((await topo2vec('encoders', 'name', project, 'polar', 'Formula')).code).toBe(0);
  expect((await topo2vec('encoders', 'list', project)).stdout).toMatch(/Formula \(default\): polar/);
  const gone = await topo2vec('runs', 'name', project, '9', 'x');
  expect(gone.code).toBe(2);
  expect(gone.stderr).toContain('topo2vec runs list');
}, 120_000);

test.each(['packed', 'packed.zip'])(
  '%s that was killed in the middle is not there, and packs again',
  async (name) => {
    const out = join(folder, name);
    const own = join(folder, 'own', 'alps.tif');
    const fresh = join(folder, `${name}.topo2vec`);
    mkdirSync(join(folder, 'own'), { recursive: true });
    copyFileSync(fixture('dtm', 'liechtenstein_srtm1.tif'), own);
    await topo2vec('new', fresh);
    await topo2vec('import', fresh, own);
    // A sidecar of a gigabyte, which takes a while.
    writeFileSync(`${own}.ovr`, '');
    truncateSync(`${own}.ovr`, 1e9);
    const child = spawn(process.execPath, [cli, 'pack', fresh, '--out', out], { env: commandEnv(folder) });
    const watching = watch(folder, { recursive: false }, (_, file) => {
      if (file?.endsWith('.partial') === true) child.kill('SIGKILL');
    });
    await once(child, 'close');
    watching.close();
    expect(child.signalCode).toBe('SIGKILL');
    expect(readdirSync(folder)).not.toContain(name);
    truncateSync(`${own}.ovr`, 10);
    expect(await topo2vec('pack', fresh, '--out', out)).toMatchObject({
      code: 0,
      stdout: `Packed into ${out}.\n`,
    });
    expect(readdirSync(folder).filter((each) => each.includes('partial'))).toEqual([]);
    expect(readdirSync(folder)).toContain(name);
  },
  120_000,
);
