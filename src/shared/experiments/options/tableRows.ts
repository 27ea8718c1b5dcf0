import { z } from 'zod';
import { several } from '../../format';
import { type Flag, option, wordsOf } from './option';
import { ROW_USAGE, tableMethod, type TableMethod } from './tableMethods';

/** `cnn`, `3:10`, `3:10+symmetries`: an encoder's id and the SVM's C. */
const rowWord = (method: TableMethod): string =>
  typeof method === 'string'
    ? method
    : `${method.encoderId}:${method.c}${method.symmetries ? '+symmetries' : ''}`;

const rowsFlag: Flag = {
  name: 'encoders',
  usage: '<E,E>',
  reads: 'names',
  help: `rows: ${ROW_USAGE}; default: all`,
};
const rows = z.array(tableMethod).min(1, 'Choose at least one method.').max(40);

/** The rows of a table. */
export const tableRows = (): typeof rows =>
  option(rows, {
    label: 'Methods',
    heading: 'Methods',
    field: { kind: 'rows' },
    flags: [rowsFlag],
    words: (value) => [wordsOf(rowsFlag, value.map(rowWord))],
    summary: ({ length }) => ` in ${several(length, 'row')}`,
  });
