import type { GridKind } from '../../../shared/contract/gridLabels';

/** How a column of a project's table is written in JSON: as it is, 0 or 1 as false or true, with all digits, or an area by its UUID. */
type ColumnForm = 'plain' | 'flag' | 'number' | 'area';

/** The rows of a table that are shared with a grid. */
export interface SharedTable {
  readonly kind: GridKind;
  readonly table: string;
  /** Whether the id of a row is the one it has in the grid; else the grid knows it by a UUID. */
  readonly sharesIds: boolean;
  readonly columns: Readonly<Record<string, ColumnForm>>;
}

/** In the order in which they refer to each other. */
export const sharedTables: readonly SharedTable[] = [
  {
    kind: 'classes',
    table: 'label_classes',
    sharesIds: true,
    columns: {
      ...{
        position: 'plain',
        name: 'plain',
        colour: 'plain',
        letter: 'plain',
        shape: 'plain',
        filter: 'plain',
      },
      ...{ geometry: 'plain', orientation_matters: 'flag', exclusive: 'flag', radius_m: 'number' },
    },
  },
  {
    kind: 'areas',
    table: 'areas',
    sharesIds: false,
    columns: { class_id: 'plain', positive: 'flag', source: 'plain', source_ref: 'plain', rings: 'plain' },
  },
  {
    kind: 'labels',
    table: 'labels',
    sharesIds: false,
    columns: {
      ...{ class_id: 'plain', lon_deg: 'number', lat_deg: 'number', positive: 'flag', source: 'plain' },
      ...{ source_ref: 'plain', checked: 'flag', area_id: 'area', name: 'plain', note: 'plain' },
    },
  },
  {
    kind: 'verdicts',
    table: 'grid_verdicts',
    sharesIds: true,
    columns: { run_id: 'plain', class_id: 'plain', lon_deg: 'number', lat_deg: 'number', verdict: 'plain' },
  },
];

/** SQL that gives the JSON of a row. @param from the table, or what has its columns */
export const contentOf = ({ columns }: SharedTable, from: string): string =>
  `json_object(${Object.entries(columns)
    .map(([column, form]) => `'${column}', ${valueOf[form](`${from}.${column}`)}`)
    .join(', ')})`;

const valueOf: Readonly<Record<ColumnForm, (column: string) => string>> = {
  plain: (column) => column,
  flag: (column) => `json(iif(${column}, 'true', 'false'))`,
  // As in the lists of labels: 17 digits restore the number.
  number: (column) => `json(iif(${column} IS NULL, 'null', printf('%!.17g', ${column})))`,
  area: (column) => `(SELECT grid_id FROM grid_rows WHERE kind = 'areas' AND local_id = ${column})`,
};

/** SQL that gives a new random UUID (version 4). */
export const NEW_UUID = `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' ||
  substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`;
