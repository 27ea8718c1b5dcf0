import type { LabelClass, TagFilter } from '../../../shared/labelClasses';
import { matchesFilter, type OsmFeature } from '../osm/osmFeature';
import { sampleLine } from '../osm/sampleLine';

/** A class to be filled from a file, and the tags it takes; null takes every feature. */
export interface ClassToFill {
  readonly labelClass: LabelClass;
  readonly filter: TagFilter | null;
}

/** A label that a feature gives. */
export interface LabelPlace {
  readonly classId: string;
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly ref: string | null;
}

/**
 * Where the labels of features stand: at a point; along a line where the class is mapped as lines; else, where a thing
 * is drawn as an area, in the middle of its outline.
 */
export function placeLabels(
  features: readonly OsmFeature[],
  classes: readonly ClassToFill[],
  intervalM: number,
): LabelPlace[] {
  const places: LabelPlace[] = [];
  for (const feature of features) {
    for (const { labelClass, filter } of classes) {
      if (filter !== null && !matchesFilter(filter, feature.tags)) continue;
      const samples =
        feature.coordinates.length === 2 || labelClass.geometry === 'point'
          ? middle(feature.coordinates)
          : sampleLine(feature.coordinates, intervalM);
      const several = samples.length > 2;
      for (let i = 0; i < samples.length / 2; i++) {
        places.push({
          classId: labelClass.id,
          lonDeg: samples[2 * i] ?? 0,
          latDeg: samples[2 * i + 1] ?? 0,
          ref: feature.ref === null ? null : several ? `${feature.ref}#${intervalM}m.${i}` : feature.ref,
        });
      }
    }
  }
  return places;
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
