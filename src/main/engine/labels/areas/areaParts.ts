import type { LabelClass } from '../../../../shared/labels/labelClasses';
import type { Ring } from '../../../../shared/geo/rings';
import type { Attributes, Part } from '../files/feature';
import { isClosed } from '../files/osm/rings';

/**
 * The rings of a feature's polygons, together one area, and what else it has. A closed line is a polygon as well, unless the class
 * is mapped as lines.
 */
export function areaRingsOf(
  parts: readonly Part[],
  geometry: LabelClass['geometry'],
): { readonly rings: readonly Ring[]; readonly rest: readonly Part[] } {
  const ringsOf = (part: Part): readonly Ring[] => {
    if (part.kind === 'polygon') return part.rings;
    return part.kind === 'line' && geometry !== 'line' && isClosed(part.coordinates)
      ? [part.coordinates]
      : [];
  };
  return { rings: parts.flatMap(ringsOf), rest: parts.filter((part) => ringsOf(part).length === 0) };
}

/** Whether a place is, as this program's exports say, one of those that were sampled in an area. */
export const isOfArea = ({ area, positive, places }: Attributes): boolean =>
  positive !== undefined && places === undefined && (typeof area === 'number' || /^\d+$/.test(String(area)));
