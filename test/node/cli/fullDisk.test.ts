import { copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Connection } from '../../../src/main/engine/store/database';
import { migrations } from '../../../src/main/engine/store/schema';
import { fixture, temporaryFolder } from '../engine/folder';
import { runCommand } from './runCommand';
import { onSmallDisk, ownMounts, type Said } from './smallDisk/smallDisk';

const folder = temporaryFolder();
const disk = join(folder, 'disk');
const onDisk = (name: string): string => join(disk, name);
const base = join(folder, 'base.topo2vec');
const detected = join(folder, 'detected.topo2vec');
const labelFile = fixture('osm', 'liechtenstein.osm.pbf');
const dtm = fixture('dtm', 'liechtenstein_srtm1.tif');

/** What a person reads about a full disk: one sentence that names it, and no internals of the program. */
function expectFull(
  { code, stderr }: Said | undefined = { code: null, stdout: '', stderr: '', files: [] },
  path: string,
): void {
  expect(stderr).toContain(`The disk is full: ${path} could not be written.`);
  expect(stderr).toMatch(/Free some space there and try again; nothing that was saved is lost\.\n$/);
  expect(stderr.match(/The disk is full/g)).toHaveLength(1);
  expect(stderr).not.toMatch(/SQLITE|ROLLBACK|ENOSPC|node:|\n\s+at |Error/);
  expect(code).toBe(2);
}

describe.runIf(ownMounts !== undefined)(
  'on a full disk (skipped only where no file system can be mounted)',
  () => {
    beforeAll(async () => {
      const topo2vec = async (...args: string[]): Promise<void> => {
        expect(await runCommand(folder, ...args)).toMatchObject({ code: 0 });
      };
      await topo2vec('new', base);
      await topo2vec('import', base, dtm);
      await topo2vec('labels', 'import', base, labelFile, '--class', 'peaks');
      copyFileSync(base, detected);
      const box = ['--box', '9.52,47.1,9.56,47.13'];
      await topo2vec('detect', detected, '--class', 'peak', '--radius', '480', ...box);
    });

    test('a project is not created, and retrying on a disk with space succeeds', () => {
      const [onSmall, , onFull, , onFree] = onSmallDisk(folder, disk, 8, [
        { run: ['new', onDisk('a.topo2vec')] },
        { leaveBytes: 0 },
        { run: ['new', onDisk('b.topo2vec')] },
        { empty: true },
        { run: ['info', onDisk('a.topo2vec')] },
      ]);
      expect(onSmall?.code).toBe(0);
      expectFull(onFull, onDisk('b.topo2vec'));
      expect(onFree?.stdout).toContain('0 labels');
      const [tooSmall] = onSmallDisk(folder, disk, 1, [{ run: ['new', onDisk('a.topo2vec')] }]);
      expectFull(tooSmall, onDisk('a.topo2vec'));
    });

    test('importing labels, labelling, embedding and training say so, and lose nothing', () => {
      const project = onDisk('p.topo2vec');
      // Enough for the lock and the write-ahead log's index only; or for some of the work.
      const [little, some] = [40 * 1024, 600 * 1024];
      const steps: [leaveBytes: number, run: string[]][] = [
        [little, ['labels', 'import', project, labelFile, '--class', 'saddles']],
        [little, ['labels', 'add', project, '--class', 'peak', '--at', '9.53,47.15']],
        [some, ['embed', project, '--radius', '480', '--step', '120']],
        [
          some,
          ['train', project, '--preset', 'topo2vec-4', '--images', '64', '--epochs', '1', '--radius', '1000'],
        ],
      ];
      const results = onSmallDisk(folder, disk, 6, [
        { copy: base, to: 'p.topo2vec' },
        ...steps.flatMap(([leaveBytes, run]) => [{ leaveBytes }, { run }]),
        { empty: true },
        { run: ['info', project] },
      ]);
      for (const index of steps.keys()) expectFull(results[2 + 2 * index], project);
      // At 42 bytes a cell a chunk is 172 kB; a dozen hold something, and as many lie over the edges.
      const needs = /It needs up to (\d+) MB\./.exec(results[6]?.stderr ?? '')?.[1];
      expect(Number(needs)).toBeGreaterThan(1);
      expect(Number(needs)).toBeLessThan(6);
      expect(results.at(-1)?.stdout).toContain('47 labels, ');
    });

    test('a disk without a free byte is reported as full, whichever operation fails first', () => {
      const project = onDisk('p.topo2vec');
      const label = ['labels', 'add', project, '--class', 'peak', '--at', '9.53,47.15'];
      const results = onSmallDisk(folder, disk, 6, [
        { copy: base, to: 'p.topo2vec' },
        { leaveBytes: 0 },
        { run: label },
        { leaveBytes: 8 * 1024 },
        { run: label },
        { empty: true },
        { run: label },
      ]);
      expectFull(results[2], project);
      expectFull(results[4], project);
      expect(results[6]?.stdout).toBe('Added label 48.\n');
    });

    test('an older project whose backup does not fit is left unchanged', async () => {
      const older = join(folder, 'older.topo2vec');
      const [first = ''] = migrations;
      const connection = await Connection.open(older, 'create');
      await connection.script(`PRAGMA application_id = 0x54325657; BEGIN; ${first}; COMMIT; PRAGMA user_version = 1;
      INSERT INTO checkpoints VALUES ('ballast', '{}', 0, 0, zeroblob(2500000), '[]', 0);`);
      await connection.close();
      const project = onDisk('older.topo2vec');
      const results = onSmallDisk(folder, disk, 4, [
        { copy: older, to: 'older.topo2vec' },
        { run: ['info', project] },
      ]);
      expectFull(results[1], `${project}.v1.backup`);
      expect(results[1]?.stderr).toContain('It needs up to 3 MB.');
      expect(results[1]?.files).toEqual(['older.topo2vec']);
      const again = onSmallDisk(folder, disk, 12, [
        { copy: older, to: 'older.topo2vec' },
        { run: ['info', project] },
      ]);
      expect(again[1]).toMatchObject({
        code: 0,
        files: expect.arrayContaining(['older.topo2vec.v1.backup']) as string[],
      });
    });

    test('an import succeeds when the pyramid of its DTM does not fit, and reports the size needed', () => {
      const project = onDisk('p.topo2vec');
      const [, , imported, , info] = onSmallDisk(folder, disk, 8, [
        { run: ['new', project] },
        { leaveBytes: 400 * 1024 },
        { run: ['import', project, dtm] },
        { empty: true },
        { run: ['info', project] },
      ]);
      expect(imported?.stderr).toMatch(
        /The disk is full: .*\.pyramid could not be written\. It needs up to 2 MB\./,
      );
      expect(imported?.stderr).not.toMatch(/ENOSPC|\n\s+at /);
      expect(imported?.stdout).toContain('DTMs imported: 1');
      expect(imported?.files).not.toContainEqual(expect.stringContaining('.partial'));
      expect(info?.stdout).toContain('DTM liechtenstein_srtm1.tif');
    });

    test.each(['places.geojson', 'places.csv', 'places.gpkg', 'encoder'])(
      '%s is not written in part',
      (name) => {
        const args =
          name === 'encoder'
            ? ['encoders', 'export', detected, '--encoder', 'topo2vec-4', '--out', onDisk(name)]
            : ['export', detected, '--out', onDisk(name)];
        const results = onSmallDisk(folder, disk, 1, [{ leaveBytes: 0 }, { run: args }]);
        expectFull(results[1], onDisk(name));
        expect(results[1]?.files).toEqual(['filler']);
      },
    );

    test('a read-only disk is reported as read-only', () => {
      const results = onSmallDisk(folder, disk, 6, [
        { copy: base, to: 'p.topo2vec' },
        { readOnly: true },
        { run: ['new', onDisk('n.topo2vec')] },
        { run: ['export', detected, '--out', onDisk('places.geojson')] },
        { run: ['info', detected], env: { XDG_CONFIG_HOME: onDisk('settings') } },
      ]);
      expect(results.at(-1)).toMatchObject({ code: 0, stderr: '' });
      expect(results[2]?.stderr).toBe(
        `n.topo2vec cannot be created in ${dirname(onDisk('n'))}: the folder does not exist or is read-only. Choose another one.\n`,
      );
      expect(results[3]?.stderr).toMatch(/^The disk is read-only: .* could not be written\. .*\n$/m);
      for (const { code, stderr } of results.slice(2, 4)) {
        expect(stderr).not.toMatch(/EROFS|\n\s+at /);
        expect(code).toBe(2);
      }
    });
  },
);
