import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import Papa from 'papaparse';
import { z } from 'zod';
import { UserError } from '../../../../shared/errors';
import { textFrom } from '../files/text';
import { qmlClasses } from './qmlClasses';
import { fieldsAmong, type StatedClass } from './statedClass';

/** Far more than a list of classes has. */
const BYTES_MAX = 16 * 1024 * 1024;

/**
 * The classes that a file states: CSV with a line of names, JSON, or a style of QGIS.
 * @throws UserError `not-found`, or `unsupported-file` saying what it should hold
 */
export async function readClassFile(path: string): Promise<StatedClass[]> {
  const name = basename(path);
  const info = await stat(path).catch((cause: unknown) => {
    throw new UserError('not-found', `${name} does not exist. Check the path.`, { cause });
  });
  if (!info.isFile() || info.size > BYTES_MAX)
    throw new UserError('unsupported-file', `${name} is not a list of classes.`);
  const text = textFrom(await readFile(path)).replace(/^\uFEFF/, '');
  const [first = ''] = text.trimStart();
  const found =
    first === '<' ? qmlClasses(name, text) : /[[{]/.test(first) ? fromJson(name, text) : fromCsv(name, text);
  if (found.length === 0) throw new UserError('unsupported-file', `${name} holds no classes.`);
  return found;
}

function fromCsv(file: string, text: string): StatedClass[] {
  const { data, meta } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: 'greedy' });
  const columns = meta.fields ?? [];
  const known = fieldsAmong(Object.fromEntries(columns.map((column) => [column, ''])));
  if (known.name === undefined && known.code === undefined) {
    throw new UserError(
      'unsupported-file',
      `${file} has no column for the name of a class: its first line must have a column "name" or "code". It has: ${columns.slice(0, 30).join(', ')}.`,
    );
  }
  // The line of names is the first row.
  return data.map((row, index) => ({ where: `row ${index + 2}`, fields: fieldsAmong(textsOf(row)) }));
}

const entry = z.record(z.string(), z.unknown());
const entries = z.array(entry);
const LISTS = ['classes', 'categories', 'labels', 'items'];

function fromJson(file: string, text: string): StatedClass[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError('unsupported-file', `${file} is not valid JSON.`, { cause });
  }
  const outer = entry.safeParse(value);
  const list = outer.success ? LISTS.map((key) => outer.data[key]).find(Array.isArray) : value;
  const parsed = entries.safeParse(list);
  if (!parsed.success) {
    throw new UserError(
      'unsupported-file',
      `${file} is not a list of classes: it must be a list of objects such as {"code": "peak", "name": "Peak", "colour": "#2563EB"}, or have one called "classes".`,
    );
  }
  return parsed.data.map((row, index) => ({
    where: `entry ${index + 1}`,
    fields: fieldsAmong(textsOf(row)),
  }));
}

/** Values as texts; a list, such as three channels of a colour, with commas. */
const textsOf = (row: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => {
      const text = Array.isArray(value) ? value.join(',') : value;
      return typeof text === 'string' || typeof text === 'number' || typeof text === 'boolean'
        ? [[name, String(text)]]
        : [];
    }),
  );
