import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { backUp, backupsDirOf, restoreBackup } from '../../../src/main/engine/store/backups';
import { Connection } from '../../../src/main/engine/store/database';
import { createProjectFile, openProjectFile } from '../../../src/main/engine/store/projectFile';
import { temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

type Handlers = ReturnType<typeof handlersOf>;

const folder = temporaryFolder();
const { engine, close } = startEngine(folder);
const path = join(folder, 'whole.topo2vec');
const LABELS = 400;

beforeAll(async () => {
  const project = await engine.create(path);
  const places = Array.from({ length: LABELS }, (_, i) => 9 + i / 1000);
  await project.database.transaction((transaction) =>
    transaction.run(
      `INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source)
       SELECT 'peak', value, 47, 1, 'hand' FROM json_each(?)`,
      [JSON.stringify(places)],
    ),
  );
  project.changed('labels');
  expect(await project.info()).toMatchObject({ labelCount: LABELS });
  await engine.close();
});
afterAll(close);

/** A copy of the project with its backups, of which some bytes are changed. */
function damagedCopy(name: string, change: (path: string) => void): string {
  const copy = join(folder, name);
  copyFileSync(path, copy);
  change(copy);
  return copy;
}

function write(file: string, position: number, bytes: Uint8Array): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, position);
  closeSync(handle);
}

/** Where the pages of a table or index start in the file, according to SQLite. */
async function firstPageOf(name: string): Promise<number> {
  const connection = await Connection.open(path, 'read');
  const found = await connection.get(
    z.object({ root: z.number(), size: z.number() }),
    'SELECT rootpage AS root, page_size AS size FROM sqlite_schema, pragma_page_size WHERE name = ?',
    [name],
  );
  await connection.close();
  return ((found?.root ?? 0) - 1) * (found?.size ?? 0);
}

const isDamaged = (what: RegExp, code = 'disk') => ({
  code,
  message: expect.stringMatching(what) as unknown,
});

test.each([
  ['labels', /labels/],
  ['labels_by_class', /labels/],
  ['label_classes', /label_classes/],
])('a damaged page of %s is found when the project is opened, whatever for', async (name, what) => {
  const page = await firstPageOf(name);
  const copy = damagedCopy(`${name}.topo2vec`, (file) => {
    write(file, page, new Uint8Array(512).fill(0xa5));
  });
  for (const purpose of ['change', 'look'] as const)
    await expect(openProjectFile(copy, purpose)).rejects.toMatchObject(isDamaged(what));
});

test('a flipped bit in a label is found by its index, and the reverse', async () => {
  // SQLite stores floats as eight bytes, the highest first.
  const longitude = new Uint8Array(8);
  new DataView(longitude.buffer).setFloat64(0, 9.123);
  const bytes = readFileSync(path);
  let found = 0;
  for (let at = bytes.indexOf(longitude); at >= 0; at = bytes.indexOf(longitude, at + 1)) {
    const copy = damagedCopy(`flipped-${at}.topo2vec`, (file) => {
      write(file, at + 7, new Uint8Array([(longitude[7] ?? 0) ^ 1]));
    });
    try {
      await (await openProjectFile(copy)).close();
    } catch (error) {
      expect(error).toMatchObject(isDamaged(/labels.*index/));
      found += 1;
    }
  }
  // It is in the table and in its index; other matches are on pages that are no longer in use.
  expect(found).toBe(2);
});

test('a head in an unknown format counts as damaged', async () => {
  // "The schema format number", 1 to 4 (sqlite.org/fileformat2.html, section 1.3.10).
  const copy = damagedCopy('format.topo2vec', (file) => {
    write(file, 44, new Uint8Array([0, 0, 0, 9]));
  });
  for (const purpose of ['change', 'look'] as const)
    await expect(openProjectFile(copy, purpose)).rejects.toMatchObject(isDamaged(/unsupported file format/));
});

test('a label of a missing class is found', async () => {
  const copy = damagedCopy('astray.topo2vec', () => undefined);
  const connection = await Connection.open(copy, 'write');
  await connection.script("PRAGMA foreign_keys = OFF; DELETE FROM label_classes WHERE id = 'peak'");
  await connection.close();
  await expect(openProjectFile(copy)).rejects.toMatchObject(isDamaged(/labels refers to label_classes/));
});

test('a truncated project, or one without its header, is restored from the backup beside it', async () => {
  const cuts: [string, (file: string) => void][] = [
    [
      'cut',
      (file) => {
        truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096);
      },
    ],
    [
      'empty',
      (file) => {
        truncateSync(file, 0);
      },
    ],
    [
      'headless',
      (file) => {
        write(file, 0, new Uint8Array(100));
      },
    ],
  ];
  for (const [name, cut] of cuts) {
    const copy = join(folder, `${name}.topo2vec`);
    copyFileSync(path, copy);
    await backUp(copy);
    cut(copy);
    const before = readFileSync(copy);
    await expect(engine.open(copy)).rejects.toMatchObject(
      isDamaged(/backed up on \d{4}-\d\d-\d\d \d\d:\d\d UTC/, 'project-damaged'),
    );
    const restored = await engine.restore(copy);
    expect(restored.path).toBe(join(folder, `${name} restored.topo2vec`));
    expect(await restored.info()).toMatchObject({ labelCount: LABELS, encoderCount: 4 });
    expect(readFileSync(copy).equals(before)).toBe(true);
    await engine.close();
    expect(await restoreBackup(copy)).toBe(join(folder, `${name} restored 2.topo2vec`));
  }
});

test('a project with only its end missing is reported as damaged, not as another kind of file', async () => {
  const copy = damagedCopy('short.topo2vec', (file) => {
    truncateSync(file, statSync(file).size - 4096);
  });
  for (const purpose of ['change', 'look'] as const)
    await expect(openProjectFile(copy, purpose)).rejects.toMatchObject(isDamaged(/is damaged/));
});

test('without a backup the error says so, and a file that was never a project is reported as such', async () => {
  const page = await firstPageOf('labels');
  const copy = damagedCopy('alone.topo2vec', (file) => {
    write(file, page, new Uint8Array(512).fill(0xa5));
  });
  await expect(openProjectFile(copy)).rejects.toMatchObject(isDamaged(/There is no backup beside it/));
  await expect(engine.restore(copy)).rejects.toMatchObject({ code: 'not-found' });
});

test('a session that changed labels leaves a backup, and a read-only one leaves none', async () => {
  const backups = () => (existsSync(backupsDirOf(path)) ? readdirSync(backupsDirOf(path)) : []);
  const before = backups();
  expect(before).toHaveLength(1);
  await engine.open(path);
  await handlersOf(engine).labels.list(undefined, never());
  await engine.close();
  expect(backups()).toEqual(before);
});

test('the newest backups are kept, and of older ones one a day for some days', async () => {
  const project = join(folder, 'kept.topo2vec');
  await (await createProjectFile(project)).close();
  await backUp(project);
  const dir = backupsDirOf(project);
  const [real = ''] = readdirSync(dir);
  const old = [1, 2, 3, 4, 5, 6, 7].flatMap((day) =>
    ['08', '17'].map((hour) => `2020-01-0${day}T${hour}-00-00-000Z.topo2vec`),
  );
  for (const name of old) copyFileSync(join(dir, real), join(dir, name));
  copyFileSync(join(dir, real), join(dir, 'mine.topo2vec'));
  await backUp(project);
  await backUp(project);
  const kept = readdirSync(dir).filter((name) => name.startsWith('2020'));
  expect(kept).toEqual([
    ...['2020-01-03T17', '2020-01-04T17', '2020-01-05T17', '2020-01-06T17', '2020-01-07T17'].map(
      (name) => `${name}-00-00-000Z.topo2vec`,
    ),
  ]);
  expect(readdirSync(dir)).toHaveLength(kept.length + 4);
});

// Each column that holds JSON: how it comes to hold half of a text, or a text that says something else, and what reads it.
const HALF = '{"radiiM":[240,';
const OTHER = '{"radiiM":"240 m"}';
test.each<[column: string, statement: string, read: (handlers: Handlers) => unknown]>([
  ['filter', 'UPDATE label_classes SET filter = ?', (all) => all.labels.classes(undefined, never())],
  ['card', 'UPDATE encoders SET card = ?', (all) => all.encoders.list(undefined, never())],
  [
    'info',
    `INSERT INTO heads (name, class_id, encoder_id, radius_m, info, model, vectors, coefficients, created_ms)
     SELECT 'peak', 'peak', id, 240, ?, '{}', x'', x'', 0 FROM encoders LIMIT 1`,
    (all) => all.heads.list(undefined, never()),
  ],
  [
    'info',
    'INSERT INTO runs (info, created_ms) VALUES (?, 0)',
    (all) => all.detections.runs(undefined, never()),
  ],
  [
    'info',
    'INSERT INTO retrievals (info, created_ms) VALUES (?, 0)',
    (all) => all.retrievals.list(undefined, never()),
  ],
  [
    'metadata',
    "INSERT INTO dtms (path, fingerprint, metadata) VALUES ('a.tif', 'a', ?)",
    (all) => all.dtms.list(undefined, never()),
  ],
  [
    'region',
    "INSERT INTO regions (name, region) VALUES ('Valley', ?)",
    (all) => all.regions.list(undefined, never()),
  ],
  [
    'rings',
    "INSERT INTO areas (class_id, positive, source, rings) VALUES ('peak', 1, 'hand', ?)",
    (all) => all.labels.areas(undefined, never()),
  ],
])('a damaged text in %s (%s) is reported as damage', async (column, statement, read) => {
  for (const [i, text] of [HALF, OTHER].entries()) {
    const copy = damagedCopy(`text-${Date.now()}-${i}.topo2vec`, () => undefined);
    const connection = await Connection.open(copy, 'write');
    await connection.run(statement, [text]);
    await connection.close();
    const said = isDamaged(new RegExp(String.raw`^text-.*\.topo2vec is damaged \(${column}`));
    // Some of it is read when the project is opened.
    const opened = engine.open(copy).then(() => read(handlersOf(engine)));
    await expect(opened).rejects.toMatchObject(said);
    await engine.close();
  }
});
