import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { fixture, temporaryFolder } from '../engine/folder';
import { runCommand } from './runCommand';

const folder = temporaryFolder();
const topo2vec = (...args: string[]): ReturnType<typeof runCommand> => runCommand(folder, ...args);
const project = join(folder, 'places.topo2vec');

beforeAll(async () => {
  expect((await topo2vec('new', project)).code).toBe(0);
  const coarse = fixture('dtm', 'made', 'middle.asc');
  const fine = fixture('dtm', 'liechtenstein_srtm1.tif');
  expect((await topo2vec('import', project, coarse, fine)).code).toBe(0);
});

test('info prints the elevations of places and the DTM they come from', async () => {
  const places = ['9.55,47.1', '-9.5,47'];
  const args = places.flatMap((place) => ['--at', place]);
  const { code, stdout } = await topo2vec('info', project, '--json', ...args);
  expect(code).toBe(0);
  // 1014 by gdallocationinfo -wgs84.
  expect(z.object({ at: z.unknown() }).parse(JSON.parse(stdout)).at).toEqual([
    { lonDeg: 9.55, latDeg: 47.1, elevationM: 1014, dtm: 'liechtenstein_srtm1.tif' },
    { lonDeg: -9.5, latDeg: 47, elevationM: null, dtm: null },
  ]);
  const text = (await topo2vec('info', project, ...args)).stdout;
  expect(text).toContain('At 9.55, 47.1: 1014.00 m (liechtenstein_srtm1.tif)');
  expect(text).toContain('At -9.5, 47: no elevation');
  expect(JSON.parse((await topo2vec('info', project, '--json')).stdout)).not.toHaveProperty('at');
});

test('labels are exported with all their attributes', async () => {
  const path = join(folder, 'labels.csv');
  const none = await topo2vec('labels', 'export', project, '--out', path);
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('There are no labels yet')]);
  const add = ['labels', 'add', project, '--at', '9.55,47.1', '--class'];
  expect((await topo2vec(...add, 'peak', '--negative')).code).toBe(0);
  expect((await topo2vec(...add, 'saddle')).code).toBe(0);
  const { code, stdout } = await topo2vec('labels', 'export', project, '--out', path);
  expect([code, stdout]).toEqual([0, `Wrote 2 labels to ${path}.\n`]);
  expect(readFileSync(path, 'utf8').trimEnd().split('\r\n')).toEqual([
    'lon_deg,lat_deg,class,positive,source,source_ref,checked,area,name,note',
    '9.550000,47.100000,peak,0,hand,,0,,,',
    '9.550000,47.100000,saddle,1,hand,,0,,,',
  ]);
});
