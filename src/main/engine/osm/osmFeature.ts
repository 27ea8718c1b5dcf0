import type { TagFilter } from '../../../shared/labelClasses';

/** A mapped thing: a point, or a line to be sampled along. */
export interface OsmFeature {
  /** Identity in its source, e.g. `node/26863270`; null when the source gives none. */
  readonly ref: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Longitude, latitude pairs in degrees: one for a point, more for a line. */
  readonly coordinates: Float64Array;
}

/** What a label file holds. */
export interface OsmFeatures {
  readonly features: OsmFeature[];
  /** Whether it comes from OpenStreetMap, to which attribution is owed. */
  readonly fromOsm: boolean;
}

/** Chooses features by their tags while a file is read, so that the rest is never kept. */
export type WantsTags = (tags: Readonly<Record<string, string>>) => boolean;

/** Whether tags satisfy a filter: every key is there, with one of its values ('*': any). */
export function matchesFilter(filter: TagFilter, tags: Readonly<Record<string, string>>): boolean {
  return Object.entries(filter).every(([key, values]) => {
    const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
    return value !== undefined && (values.includes('*') || values.includes(value));
  });
}
