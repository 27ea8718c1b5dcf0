import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { experimentReport } from '../../../src/shared/experiments/experiments';
import { fixture, temporaryFolder } from '../engine/folder';
import { runCommand } from './runCommand';

const folder = temporaryFolder();
const project = join(folder, 'p.topo2vec');
const command = (...args: string[]): ReturnType<typeof runCommand> => runCommand(folder, ...args);
const boxes = ['--train-box', '9.43,47.02,9.57,47.31', '--test-box', '9.57,47.02,9.68,47.31'];

beforeAll(async () => {
  await command('new', project);
  await command('import', project, fixture('dtm', 'liechtenstein_srtm1.tif'));
  await command(
    'labels',
    'import',
    project,
    fixture('osm', 'liechtenstein.osm.pbf'),
    '--class',
    'peak,cliff',
  );
}, 60_000);

describe('topo2vec experiment', () => {
  test("prints a table beside the paper's values, and writes the report", async () => {
    const out = join(folder, 'report');
    const rows = ['--encoders', 'id:1,polar,classical', '--seeds', '2', '--test-size', '20'];
    const { code, stdout } = await command(
      ...['experiment', project, 'table1', ...boxes, ...rows, '--out', out, '--classes', 'peaks,cliffs'],
    );
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    // Twenty places tested on, and what the paper has for ID on peaks.
    expect(lines[0]).toMatch(/Peak 240 m \(\d+\/20\) +Cliff 240 m/);
    expect(lines[1]).toMatch(/^id +\d+\.\d ± \d+\.\d\*? \(92\.4 ± 0\.5\)/);
    expect(lines[2]).toMatch(/^polar, C = 10 +\d+\.\d ± \d+\.\d/);
    expect(lines[3]).toMatch(/^Classical, .* –$/);
    expect(stdout).toContain(`Only `);
    const files = [...stdout.matchAll(/^Wrote (.*)\.$/gm)].map(([, path = '']) => path);
    expect(files.length).toBeGreaterThan(0);
    expect(files.every((path) => existsSync(path))).toBe(true);
  });

  test('reads columns with their locations from a file, and prints only JSON', async () => {
    const given = join(folder, 'columns.json');
    const locations = {
      trainPositive: [
        [9.52, 47.14],
        [9.53, 47.15],
      ],
      trainNegative: [
        [9.52, 47.2],
        [9.53, 47.21],
      ],
      testPositive: [[9.6, 47.1]],
      testNegative: [[9.6, 47.14]],
    };
    const seed = { trainPositive: [0, 1], trainNegative: [0, 1], testPositive: [0], testNegative: [0] };
    writeFileSync(
      given,
      JSON.stringify([{ classId: 'peak', radiusM: 480, given: { locations, seeds: [seed] } }]),
    );
    const { code, stdout } = await command(
      ...['experiment', project, 'table2', '--given', given, '--encoders', 'id', '--seeds', '1', '--json'],
    );
    expect(code).toBe(0);
    const { result, spec } = experimentReport.parse(JSON.parse(stdout));
    expect(spec).toMatchObject({ trainSize: 400, testSize: 100 });
    expect(result).toMatchObject({
      experiment: 'table2',
      columns: [{ classId: 'peak', radiusM: 480, trainSize: 4, testSize: 2 }],
    });
  });

  test('measures maps and reports their known quality', async () => {
    const ground = ['--train-box', '9.43,47.12,9.68,47.31', '--test-box', '9.57,47.02,9.66,47.12'];
    const sizes = ['--step', '480', '--tolerance', '300', '--least-elevation', '1200', '--draws', '1'];
    const asked = ['map-quality', ...ground, ...sizes, '--one-way', '--encoders', 'id', '--rivals', 'tpi'];
    const out = join(folder, 'maps');
    const { code, stdout } = await command(
      ...['experiment', project, ...asked, '--classes', 'peaks', '--radius', '240', '--out', out],
    );
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^Peak: 13 known; of random places \d\.\d % are right$/);
    expect(lines[1]).toMatch(
      /^ +average precision +best F1 +right from 0\.5 +right from 0\.8 +right from 0\.9/,
    );
    expect(lines[2]).toMatch(/^id, C = \d+ +\d+\.\d ± 0\.0 /);
    // Its scores are in metres, so it has no probability threshold.
    expect(lines[3]).toMatch(/^Local maxima, .* \d+\.\d ± 0\.0\* +\d+\.\d ± 0\.0 +– +– +– +\d+$/);
    const [, path = ''] = /^Wrote (.*\.json)\.$/m.exec(stdout) ?? [];
    const { spec } = experimentReport.parse(JSON.parse(readFileSync(path, 'utf8')));
    expect(spec).toMatchObject({
      experiment: 'map-quality',
      radiusM: 240,
      stepM: 480,
      toleranceM: 300,
      leastElevationM: 1200,
      bothWays: false,
      rivals: ['tpi'],
      draws: 1,
    });
  });

  test.each([
    [['map-quality', '--train-box', '9.43,47.12,9.68,47.31'], /give both with --train-box and --test-box/],
    [['map-quality', ...boxes, '--rivals', 'tpi,oracle'], /no method "oracle"\. Choose from tpi, prominence/],
    [['map-quality', ...boxes, '--least-elevation', 'high'], /A number of metres is needed/],
    [['frobnicate'], /no experiment "frobnicate"/],
    [['table1', '--encoders', 'id'], /a box to train in and a box to test in/],
    [['table1', ...boxes, '--encoders', 'volcano'], /no encoder "volcano"/],
    [['table1', ...boxes, '--encoders', 'id:0'], /"id:0" is not a row/],
    [['table2', ...boxes], /no labels of aerialway-station/],
    [['table1', ...boxes, '--radius', '240,480'], /--radius takes one value/],
    [['table1', '--polygon', '9,47,10,47,10,48'], /--polygon does not apply to table1/],
    [['map', '--polygon', '9,47,10'], /A polygon is LON,LAT/],
    [['table1', '--given', 'none.json'], /none\.json cannot be read/],
    [['reconstruction'], /not valid options of reconstruction/],
  ])('exits with 2 for bad input: %j', async (args, message) => {
    const { code, stdout, stderr } = await command('experiment', project, ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(stdout).toBe('');
  });
});
