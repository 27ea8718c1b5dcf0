import type { LoggedTable } from './undoTriggers';

const columns = (names: string): readonly string[] => names.split(' ');

/**
 * The tables whose changes are steps in version 4. As part of that migration this list never changes: a migration that logs other
 * columns or tables defines them itself, and `undo` uses the newest.
 */
export const loggedInVersion4: readonly LoggedTable[] = [
  {
    name: 'dtms',
    key: 'id',
    columns: columns('path crs band fingerprint metadata min_m max_m no_data_share name'),
  },
  {
    name: 'label_classes',
    key: 'id',
    columns: columns('position name colour letter filter geometry orientation_matters radius_m'),
  },
  {
    name: 'labels',
    key: 'id',
    columns: columns('class_id lon_deg lat_deg positive source source_ref checked'),
  },
  { name: 'attributions', key: 'line', columns: [] },
  {
    name: 'map_layers',
    key: 'kind',
    columns: columns('position name visible opacity style'),
    kept: ['visible', 'opacity', 'style'],
  },
  { name: 'removals', key: 'id', columns: columns('kind removed_id step_id') },
  { name: 'encoders', key: 'id', columns: ['is_default'], only: 'update' },
  { name: 'runs', key: 'id', columns: ['info'], only: 'update' },
];

/** People's verdicts on detections. */
export const verdictsTable: LoggedTable = {
  name: 'verdicts',
  key: 'id',
  columns: columns('map_id lon_deg lat_deg verdict'),
};

/** People's verdicts on detections of runs of the grid. */
export const gridVerdictsTable: LoggedTable = {
  name: 'grid_verdicts',
  key: 'id',
  columns: columns('run_id class_id lon_deg lat_deg verdict'),
};

/** Label classes, since some exclude each other. */
export const labelClassesTable: LoggedTable = {
  name: 'label_classes',
  key: 'id',
  columns: columns('position name colour letter filter geometry orientation_matters radius_m exclusive'),
};

/** Areas that are or are not of a class. */
export const areasTable: LoggedTable = {
  name: 'areas',
  key: 'id',
  columns: columns('class_id positive source source_ref rings'),
};

/** Labels, since some belong to areas. */
export const labelsTable: LoggedTable = {
  name: 'labels',
  key: 'id',
  columns: columns('class_id lon_deg lat_deg positive source source_ref checked area_id'),
};

/** Label classes, since each has a shape. */
export const shapedClassesTable: LoggedTable = {
  ...labelClassesTable,
  columns: [...labelClassesTable.columns, 'shape'],
};

/** Labels, since they have names and notes. */
export const namedLabelsTable: LoggedTable = {
  ...labelsTable,
  columns: [...labelsTable.columns, 'name', 'note'],
};

/** Regions that were saved by name. */
export const regionsTable: LoggedTable = { name: 'regions', key: 'id', columns: columns('name region') };

/** Encoders, runs and retrievals, since people name and annotate them. */
export const namedTables: readonly LoggedTable[] = [
  { name: 'encoders', key: 'id', columns: columns('is_default name note'), only: 'update' },
  { name: 'runs', key: 'id', columns: columns('info name note'), only: 'update' },
  { name: 'retrievals', key: 'id', columns: columns('name note'), only: 'update' },
];

const newest: readonly LoggedTable[] = [
  ...[verdictsTable, gridVerdictsTable, shapedClassesTable, areasTable, namedLabelsTable],
  regionsTable,
  ...namedTables,
];

/** The tables whose changes are steps now. */
export const loggedTables: readonly LoggedTable[] = [
  ...loggedInVersion4.filter(({ name }) => newest.every((table) => table.name !== name)),
  ...newest,
];
