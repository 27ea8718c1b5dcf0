import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { fixture, temporaryFolder } from '../engine/folder';
import { writeLongFile } from '../engine/osmBlocks';
import { cli, commandEnv, runCommand } from './runCommand';

const folder = temporaryFolder();
const project = join(folder, 'labels.topo2vec');
const path = join(folder, 'long.osm.pbf');

beforeAll(async () => {
  writeLongFile(path);
  await runCommand(folder, 'new', project);
  await runCommand(folder, 'import', project, fixture('dtm', 'liechtenstein_srtm1.tif'));
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends an import while its file is read', async (signal) => {
  const child = spawn(process.execPath, [cli, 'labels', 'import', project, path, '--class', 'peak'], {
    env: commandEnv(folder),
  });
  let said = '';
  child.stderr.on('data', (part: Buffer) => {
    const isReading = said.includes('Reading long.osm.pbf');
    said += part.toString();
    if (!isReading && said.includes('Reading long.osm.pbf')) child.kill(signal);
  });
  await once(child, 'close');
  expect(said).toContain('Cancelled.');
  expect(child.exitCode).toBe(1);
  const info = await runCommand(folder, 'info', project);
  expect(info.stdout).toContain('0 labels');
});
