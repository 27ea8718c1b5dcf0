import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture, temporaryFolder } from '../engine/folder';
import { runCommand } from './runCommand';

const folder = temporaryFolder();
const topo2vec = (...args: string[]) => runCommand(folder, ...args);

test('regions are added, listed, renamed, used in place of boxes, and removed', async () => {
  const path = join(folder, 'regions.topo2vec');
  await topo2vec('new', path);
  await topo2vec('import', path, fixture('dtm', 'liechtenstein_srtm1.tif'));
  const region = (what: string, ...args: string[]) => topo2vec('regions', what, path, ...args);
  await region('add', 'Falknis', '--box', '9.54,47.1,9.56,47.12');
  const file = join(folder, 'massif.geojson');
  const ring = [
    [9.54, 47.1],
    [9.58, 47.1],
    [9.56, 47.13],
    [9.54, 47.1],
  ];
  writeFileSync(
    file,
    JSON.stringify({ type: 'Feature', properties: null, geometry: { type: 'Polygon', coordinates: [ring] } }),
  );
  await region('add', 'Massif', '--polygon', file);
  expect((await region('rename', 'falknis', 'Falknis north')).stdout).toBe(
    'Renamed Falknis to Falknis north.\n',
  );
  expect((await region('list')).stdout.split('\n').map((line) => line.split('\t').slice(0, 2))).toEqual([
    ['Falknis north', '9.54,47.1,9.56,47.12'],
    ['Massif', '9.54,47.1,9.58,47.13'],
    [''],
  ]);
  const embed = (...where: string[]) => topo2vec('embed', path, '--radius', '960', '--step', '480', ...where);
  const byBox = await embed('--box', '9.54,47.1,9.56,47.12');
  expect((await embed('--region', 'falknis NORTH')).stdout).toBe(byBox.stdout);
  expect(await embed('--region', 'Calanda')).toMatchObject({
    code: 2,
    stderr: 'There is no region "Calanda". The project has Falknis north, Massif.\n',
  });
  expect((await embed('--region', 'Massif', '--box', '9,47,10,48')).code).toBe(2);
  expect((await region('remove', 'Massif')).stdout).toBe('Removed Massif.\n');
});
