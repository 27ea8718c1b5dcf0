import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'vitest';

/** What adding a toy takes: its own files, and lines put behind a line of the lists. */
export interface Addition {
  /** From which file in `test/fixtures/adding` each is made. */
  readonly own: readonly (readonly [file: string, toy: string])[];
  readonly lines: readonly (readonly [file: string, behind: string, line: string])[];
}

/** Copies parts of the repository to a folder, with what they build on. */
export function copySources(copy: string, names: readonly string[]): void {
  for (const name of ['src', 'scripts', 'package.json', 'tsconfig.base.json', ...names])
    cpSync(resolve(name), join(copy, name), { recursive: true });
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
}

/** Adds a toy to a copy of the sources. */
export function addToy(copy: string, { own, lines }: Addition): void {
  for (const [file, toy] of own) {
    const target = join(copy, file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, readFileSync(resolve('test', 'fixtures', 'adding', `${toy}.txt`), 'utf8'));
  }
  for (const [file, behind, line] of lines) putBehind(join(copy, file), behind, line);
}

/** The files that adding a toy touches. */
export const filesOf = ({ own, lines }: Addition): ReadonlySet<string> =>
  new Set([...own, ...lines].map(([file]) => file));

/** Puts a line behind another one of a file, which must hold that once. */
function putBehind(path: string, behind: string, line: string): void {
  const text = readFileSync(path, 'utf8');
  expect(text.split(behind)).toHaveLength(2);
  writeFileSync(
    path,
    text.replace(behind, () => `${behind}\n${line}\n`),
  );
}
