import type { Field } from './pointTable';

/** Types of columns in a GeoPackage. */
export const sqlTypes: Readonly<Record<Field['type'], string>> = {
  text: 'TEXT',
  integer: 'INTEGER',
  real: 'REAL',
};
