import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../engine/folder';

const folder = temporaryFolder();
const cli = resolve('out', 'main', 'cli.js');
const env = { ...process.env, XDG_CONFIG_HOME: folder, TF_CPP_MIN_LOG_LEVEL: '2' };

/** Runs `topo2vec encoders …` to its end. */
const encoders = (...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> =>
  topo2vec('encoders', ...args);

const topo2vec = (...args: string[]): ReturnType<typeof encoders> =>
  new Promise((done) => {
    const child = execFile(process.execPath, [cli, ...args], { env }, (_, stdout, stderr) => {
      done({ code: child.exitCode, stdout, stderr });
    });
  });

const project = join(folder, 'a.topo2vec');
const out = join(folder, 'for-a-colleague');

beforeAll(async () => {
  expect((await topo2vec('new', project)).code).toBe(0);
});

const listed = z.array(z.object({ card: z.object({ name: z.string() }), isDefault: z.boolean() }));

describe('topo2vec encoders', () => {
  test('lists what the project has, for people and as JSON', async () => {
    const json = listed.parse(JSON.parse((await encoders('list', project, '--json')).stdout));
    expect(json.map(({ card }) => card.name).sort()).toEqual(['id', 'polar', 'topo2vec-4', 'topo2vec-inv']);
    const { stdout } = await encoders('list', project);
    expect(stdout).toMatch(/^\d+ topo2vec-4.*: topo2vec-4, 128 values, trained at 960, 1440, 1920 m$/m);
    expect(stdout.match(/\(default\)/g)).toHaveLength(1);
  });

  test('exports into a new folder, and imports it again', async () => {
    const exported = await encoders('export', project, '--encoder', 'topo2vec-4', '--out', out, '--json');
    expect(exported).toMatchObject({ code: 0 });
    const { files } = z.object({ files: z.array(z.string()) }).parse(JSON.parse(exported.stdout));
    expect(files).toContain(join(out, 'model.json'));
    expect((await readdir(out)).sort()).toEqual([
      'README.txt',
      'card.json',
      'decoder',
      'model.json',
      'weights.bin',
    ]);
    const imported = await encoders('import', project, out, '--json');
    expect(JSON.parse(imported.stdout)).toMatchObject({ alreadyThere: true, card: { name: 'topo2vec-4' } });
  });

  test.each([
    [['export', project, '--encoder', 'topo2vec-9', '--out', `${out}-2`], /no encoder "topo2vec-9"/],
    [['export', project, '--encoder', 'polar', '--out', `${out}-2`], /polar is a formula/],
    [['export', project, '--encoder', 'topo2vec-4', '--out', folder], /already exists and is not empty/],
    [['export', project], /--out/],
    [['import', project, join(folder, 'nowhere')], /folder nowhere holds no usable encoder/],
    [['import', project], /folder/],
  ])('exits with 2 for bad input: %j', async (args, message) => {
    const { code, stdout, stderr } = await encoders(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });

  test('refuses a folder whose weights were corrupted', async () => {
    await writeFile(join(out, 'weights.bin'), 'no weights');
    const { code, stderr } = await encoders('import', project, out);
    expect(code).toBe(2);
    expect(stderr).toMatch(/for-a-colleague.*weights\.bin has 10 bytes/);
  });
});
