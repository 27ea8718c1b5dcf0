import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  amalgamation,
  amalgamationFolder,
  amalgamationNumber,
  checkAmalgamation,
} from '../../../scripts/setup/sqlite.mjs';

test("a version is written as in the file names of SQLite's releases", () => {
  // Names of published archives: sqlite-autoconf-3520000.tar.gz, sqlite-autoconf-3510300.tar.gz, sqlite-autoconf-3081101.
  expect(amalgamationNumber('3.52.0')).toBe('3520000');
  expect(amalgamationNumber('3.51.3')).toBe('3510300');
  expect(amalgamationNumber('3.8.11')).toBe('3081100');
});

test('the installed source is the pinned one, of its stated version', () => {
  checkAmalgamation(amalgamationFolder());
  const header = readFileSync(join(amalgamationFolder(), 'sqlite3.h'), 'utf8');
  expect(/^#define SQLITE_VERSION +"(.*)"$/m.exec(header)?.[1]).toBe(amalgamation.version);
});

test('a source with a changed byte or a missing file is not compiled', () => {
  const folder = mkdtempSync(join(tmpdir(), 'amalgamation-'));
  try {
    for (const name of Object.keys(amalgamation.files)) {
      expect(() => {
        checkAmalgamation(folder);
      }).toThrow(`${name} is not the source of SQLite ${amalgamation.version}`);
      copyFileSync(join(amalgamationFolder(), name), join(folder, name));
    }
    checkAmalgamation(folder);
    const source = readFileSync(join(folder, 'sqlite3.c'));
    source[source.length - 2] = (source.at(-2) ?? 0) ^ 1;
    writeFileSync(join(folder, 'sqlite3.c'), source);
    expect(() => {
      checkAmalgamation(folder);
    }).toThrow('sqlite3.c is not the source');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
