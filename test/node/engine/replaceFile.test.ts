import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFolder } from '../../../src/main/compute/layersModel/folder';
import { replaceFile } from '../../../src/main/platform/replaceFile';
import { partialPath } from '../../../src/main/platform/partials';
import { temporaryFolder } from './folder';

test('leftovers of killed exports are removed, files being written are not', async () => {
  const folder = temporaryFolder();
  const { pid: gone } = spawnSync(process.execPath, ['-e', '']);
  const running = partialPath(join(folder, 'peaks.gpkg'), process.ppid, 1);
  writeFileSync(partialPath(join(folder, 'peaks.gpkg'), gone, 1), 'half');
  writeFileSync(partialPath(join(folder, 'map.tif'), gone, 2), 'half');
  writeFileSync(running, 'half');
  writeFileSync(join(folder, 'notes.partial'), 'of its user');
  mkdirSync(partialPath(join(folder, 'encoder'), gone, 3));
  await replaceFile(join(folder, 'peaks.csv'), (beside) => writeFile(beside, 'whole'));
  expect(readdirSync(folder).sort()).toEqual(
    ['notes.partial', 'peaks.csv', running.slice(folder.length + 1)].sort(),
  );
  expect(readFileSync(join(folder, 'peaks.csv'), 'utf8')).toBe('whole');
  mkdirSync(join(folder, 'out'));
  mkdirSync(partialPath(join(folder, 'out', 'encoder'), gone, 4));
  await writeFolder(join(folder, 'out', 'encoder'), new Map([['card.json', Buffer.from('{}')]]));
  expect(readdirSync(join(folder, 'out'))).toEqual(['encoder']);
});

test('a failed export leaves the existing file and nothing else', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'peaks.gpkg');
  writeFileSync(path, 'old');
  const failing = replaceFile(path, (beside) => {
    writeFileSync(beside, 'half');
    return Promise.reject(new Error('no space left'));
  });
  await expect(failing).rejects.toMatchObject({
    code: 'disk',
    message: `${path} could not be written (no space left). Choose another place.`,
  });
  expect(readdirSync(folder)).toEqual(['peaks.gpkg']);
  expect(readFileSync(path, 'utf8')).toBe('old');
});
