import type { GridKind } from '../../../../shared/contract/gridLabels';

/** The columns of each kind of rows beside its id, with their types in PostgreSQL. */
export const labelColumns: Readonly<Record<GridKind, Readonly<Record<string, string>>>> = {
  classes: {
    ...{ position: 'integer', name: 'text', colour: 'text', letter: 'text', shape: 'text', filter: 'text' },
    ...{ geometry: 'text', orientation_matters: 'boolean', exclusive: 'boolean' },
    radius_m: 'double precision',
  },
  areas: { class_id: 'text', positive: 'boolean', source: 'text', source_ref: 'text', rings: 'text' },
  labels: {
    ...{ class_id: 'text', lon_deg: 'double precision', lat_deg: 'double precision', positive: 'boolean' },
    ...{
      source: 'text',
      source_ref: 'text',
      checked: 'boolean',
      area_id: 'uuid',
      name: 'text',
      note: 'text',
    },
  },
  verdicts: {
    ...{ run_id: 'text', class_id: 'text', lon_deg: 'double precision', lat_deg: 'double precision' },
    verdict: 'text',
  },
};

/** The type of each kind's id. */
export const idTypes: Readonly<Record<GridKind, string>> = {
  classes: 'text',
  areas: 'uuid',
  labels: 'uuid',
  verdicts: 'text',
};
