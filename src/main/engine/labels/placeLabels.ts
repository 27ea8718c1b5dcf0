import { z } from 'zod';
import { labelClass, tagFilter } from '../../../shared/labelClasses';
import { matchesFilter, type OsmFeature } from '../osm/osmFeature';
import { sampleLine } from '../osm/sampleLine';

/** A class to be filled from a file, and the tags it takes; null takes every feature. */
export const classToFill = z.object({
  id: labelClass.shape.id,
  geometry: labelClass.shape.geometry,
  filter: tagFilter.nullable(),
});
export type ClassToFill = z.infer<typeof classToFill>;

/**
 * Tells where the labels of a feature stand: at a point; along a line where the class is mapped as lines; else, where a
 * thing is drawn as an area, in the middle of its outline.
 * @param place told of each label: the class by its index, the place, and its identity in the source
 */
export function placeLabels(
  feature: OsmFeature,
  classes: readonly ClassToFill[],
  intervalM: number,
  place: (classIndex: number, lonDeg: number, latDeg: number, ref: string | null) => void,
): void {
  for (const [classIndex, { geometry, filter }] of classes.entries()) {
    if (filter !== null && !matchesFilter(filter, feature.tags)) continue;
    const samples =
      feature.coordinates.length === 2 || geometry === 'point'
        ? middle(feature.coordinates)
        : sampleLine(feature.coordinates, intervalM);
    const several = samples.length > 2;
    for (let i = 0; i < samples.length / 2; i++) {
      const ref = feature.ref === null ? null : several ? `${feature.ref}#${intervalM}m.${i}` : feature.ref;
      place(classIndex, samples[2 * i] ?? 0, samples[2 * i + 1] ?? 0, ref);
    }
  }
}

function middle(coordinates: Float64Array): Float64Array {
  let points = coordinates.length / 2;
  const closed =
    points > 2 &&
    coordinates[0] === coordinates[2 * points - 2] &&
    coordinates[1] === coordinates[2 * points - 1];
  if (closed) points -= 1;
  let lon = 0;
  let lat = 0;
  for (let i = 0; i < points; i++) {
    lon += coordinates[2 * i] ?? 0;
    lat += coordinates[2 * i + 1] ?? 0;
  }
  return Float64Array.of(lon / points, lat / points);
}
