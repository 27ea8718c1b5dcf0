import type { Part } from './files/feature';
import { isClosed } from './files/osm/rings';
import { interiorPoint } from './interiorPoint';
import { sampleLine } from './sampleLine';

/**
 * Where the labels of a feature go: at its points; inside its polygons, one each; along its lines at intervals where the class is
 * mapped as lines, else half-way along each.
 * @param parts in lon/lat degrees
 * @param place called with each place and its identity, which is that of the feature with a number appended where there are
 * several
 * @returns how many
 */
export function placeLabels(
  ref: string | null,
  parts: readonly Part[],
  asLine: boolean,
  intervalM: number,
  place: (lonDeg: number, latDeg: number, ref: string | null) => void,
): number {
  let placed = 0;
  for (const [index, part] of parts.entries()) {
    const partRef = ref === null ? null : parts.length > 1 ? `${ref}.${index}` : ref;
    const places = placesOf(part, asLine ? intervalM : Infinity);
    const several = places.length > 2;
    for (let i = 0; i < places.length / 2; i++) {
      const ownRef = partRef !== null && several ? `${partRef}#${intervalM}m.${i}` : partRef;
      place(places[2 * i] ?? 0, places[2 * i + 1] ?? 0, ownRef);
    }
    placed += places.length / 2;
  }
  return placed;
}

function placesOf(part: Part, intervalM: number): ArrayLike<number> {
  switch (part.kind) {
    case 'point':
    case 'centre':
      return part.coordinates;
    case 'line': {
      // A line that bounds an area, for a class that is not sampled along lines, is the area.
      const inside =
        intervalM === Infinity && isClosed(part.coordinates) ? interiorPoint([part.coordinates]) : null;
      return inside ?? sampleLine(part.coordinates, intervalM);
    }
    case 'polygon':
      return interiorPoint(part.rings) ?? (part.rings[0] ?? new Float64Array()).subarray(0, 2);
  }
}
