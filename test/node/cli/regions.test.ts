import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
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

test('labels are downloaded in a region, written in a region, and an encoder is trained in one', async () => {
  const path = join(folder, 'within.topo2vec');
  await topo2vec('new', path);
  await topo2vec('import', path, fixture('dtm', 'liechtenstein_srtm1.tif'));
  const file = join(folder, 'half.geojson');
  // The half of a box west of its diagonal.
  const ring = [
    [9.5, 47.06],
    [9.62, 47.06],
    [9.5, 47.22],
    [9.5, 47.06],
  ];
  writeFileSync(
    file,
    JSON.stringify({ type: 'Feature', properties: null, geometry: { type: 'Polygon', coordinates: [ring] } }),
  );
  await topo2vec('regions', 'add', path, 'Half', '--polygon', file);
  await topo2vec('regions', 'add', path, 'Corner', '--box', '9.5,47.06,9.53,47.11');

  let asked = '';
  const peak = (id: number, lon: number, lat: number) => ({
    ...{ type: 'node', id, lat, lon, tags: { natural: 'peak', name: `Peak ${id}` } },
  });
  const server = createServer((request, response) => {
    request.on('data', (part: Buffer) => (asked += part.toString()));
    request.on('end', () =>
      response.end(
        JSON.stringify({ elements: [peak(1, 9.52, 47.1), peak(2, 9.54, 47.12), peak(3, 9.61, 47.21)] }),
      ),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  mkdirSync(join(folder, 'topo2vec'), { recursive: true });
  const overpassUrl = `http://127.0.0.1:${port}/api`;
  writeFileSync(join(folder, 'topo2vec', 'settings.json'), JSON.stringify({ overpassUrl }));
  const download = (...where: string[]) => topo2vec('labels', 'download', path, '--class', 'peak', ...where);
  try {
    expect(await download()).toMatchObject({
      code: 2,
      stderr: 'Say where to download labels: give --box or --region.\n',
    });
    const downloaded = await download('--region', 'Half');
    expect(downloaded.stdout).toContain('Added 2 labels;');
    expect(downloaded.stdout).toContain('Left out: 1 feature beyond the region.');
    expect(decodeURIComponent(asked)).toContain('(47.060000,9.500000,47.220000,9.620000)');
  } finally {
    server.closeAllConnections();
    server.close();
  }

  const out = join(folder, 'corner.geojson');
  expect((await topo2vec('labels', 'export', path, '--region', 'Corner', '--out', out)).stdout).toBe(
    `Wrote 1 labels to ${out}.\n`,
  );
  const written = z
    .object({ features: z.array(z.object({ properties: z.object({ name: z.string() }) })) })
    .parse(JSON.parse(readFileSync(out, 'utf8')));
  expect(written.features.map(({ properties }) => properties.name)).toEqual(['Peak 1']);

  const train = (...args: string[]) =>
    topo2vec(
      ...['train', path, '--preset', 'topo2vec-1', '--images', '64', '--epochs', '1'],
      ...['--radius', '480', '--region', 'Half', ...args],
    );
  expect((await train()).code).toBe(0);
  const listed = await topo2vec('encoders', 'list', path, '--json');
  expect(listed.stdout).toContain('Trained on places of 9.5, 47.06, 9.62, 47.22 degrees within an outline.');
  expect(await train('--box', '9,47,10,48')).toMatchObject({ code: 2 });
});
