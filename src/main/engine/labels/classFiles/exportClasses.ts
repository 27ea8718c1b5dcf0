import { basename } from 'node:path';
import Papa from 'papaparse';
import { UserError } from '../../../../shared/errors';
import { endingIn } from '../../../../shared/fileFormats';
import type { LabelClass } from '../../../../shared/labels/labelClasses';
import { replaceFile } from '../../../platform/replaceFile';
import type { Reader } from '../../store/database';
import { listClasses } from '../classes';
import { classFieldIds, classFields, type ClassField } from './statedClass';

/**
 * Writes the project's classes, as `importClasses` reads them; returns how many.
 * @throws UserError `bad-input` for an ending other than .csv and .json; `disk`
 */
export async function exportClasses(reader: Reader, path: string): Promise<number> {
  const ending = endingIn(path, ['csv', 'json']);
  if (ending === null)
    throw new UserError('bad-input', `${basename(path)} must end in .csv or .json, which sets the format.`);
  const classes = await listClasses(reader);
  const rows = classes.map((entry) =>
    Object.fromEntries(classFieldIds.map((field) => [classFields[field][0], valueOf(entry, field)])),
  );
  await replaceFile(
    path,
    ending === 'csv' ? `${Papa.unparse(rows)}\r\n` : `${JSON.stringify({ classes: rows }, null, 2)}\n`,
  );
  return classes.length;
}

function valueOf(entry: LabelClass, field: ClassField): string | number | boolean | null {
  switch (field) {
    case 'code':
      return entry.id;
    case 'tag':
      return entry.filter === null
        ? null
        : Object.entries(entry.filter)
            .map(([key, values]) => `${key}=${values.join('|')}`)
            .join(';');
    default:
      return entry[field];
  }
}
