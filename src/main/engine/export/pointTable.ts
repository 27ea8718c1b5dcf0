import type { AreaInfo } from '../../../shared/contract/areas';
import type { Provenance } from './provenance';

/** A column of a table of places. */
export interface Field {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'real';
  readonly description: string;
}

/** Places with their properties, as every format of points writes them. */
export interface PointTable {
  /** A word for the places: `detections`, `look_alikes`, `labels` or `profile`. */
  readonly name: string;
  readonly fields: readonly Field[];
  readonly provenance: Provenance;
  /** [n] degrees, WGS 84 */
  readonly lonDeg: Float64Array;
  readonly latDeg: Float64Array;
  /** Values of a place, in the order of the fields. */
  readonly row: (index: number) => (string | number | null)[];
  /** Areas that some of the places were sampled in; written as polygons, but by CSV. */
  readonly areas?: readonly AreaInfo[];
}
