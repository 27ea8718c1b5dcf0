import type { AreaInfo } from '../../../shared/contract/areas';
import type { Field } from './pointTable';

/** The columns of areas, where a format writes them as polygons. */
export const areaFields: readonly Field[] = [
  { name: 'class', type: 'text', description: 'Class of the area' },
  {
    name: 'positive',
    type: 'integer',
    description: '1 where the class covers all of it, 0 where there is none',
  },
  { name: 'source', type: 'text', description: 'hand, osm or file' },
  { name: 'area', type: 'integer', description: 'Number of the area, which its labels name' },
  { name: 'places', type: 'integer', description: 'Number of labels that were sampled in it' },
];

/** Values of an area, in the order of `areaFields`. */
export const areaRow = ({ classId, positive, source, id, places }: AreaInfo): (string | number)[] => [
  classId,
  positive ? 1 : 0,
  source,
  id,
  places,
];
