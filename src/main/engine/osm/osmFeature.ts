import { z } from 'zod';
import { tagFilter, type TagFilter } from '../../../shared/labelClasses';

/** A mapped thing: a point, or a line to be sampled along. */
export interface OsmFeature {
  /** Identity in its source, e.g. `node/26863270`; null when the source gives none. */
  readonly ref: string | null;
  readonly tags: Tags;
  /** Longitude, latitude pairs in degrees: one for a point, more for a line. */
  readonly coordinates: Float64Array;
}

/** Key and value of everything that is said about a feature. */
export type Tags = Readonly<Record<string, string>>;

/** What a reader finds, one after the other, so that memory does not grow with the file. */
export type Found =
  | { readonly kind: 'feature'; readonly feature: OsmFeature }
  /** How much of the file was read; a file may be read twice. */
  | { readonly kind: 'progress'; readonly doneBytes: number; readonly totalBytes: number }
  /** The file was read to its end. */
  | { readonly kind: 'end'; readonly fromOsm: boolean };

/**
 * Which features are taken, by their tags: those that satisfy one of the filters; those that carry no key of
 * OpenStreetMap's, as lists of places do; or all that have tags.
 */
export const wanted = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('filtered'), filters: z.array(tagFilter) }),
  z.object({ kind: z.literal('unmapped') }),
  z.object({ kind: z.literal('tagged') }),
]);
export type Wanted = z.infer<typeof wanted>;

/** Whether tags satisfy a filter: every key is there, with one of its values ('*': any). */
export function matchesFilter(filter: TagFilter, tags: Tags): boolean {
  return Object.entries(filter).every(([key, values]) => {
    const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
    return value !== undefined && (values.includes('*') || values.includes(value));
  });
}

/** Whether a feature of these tags is taken. */
export function isWanted(which: Wanted, tags: Tags): boolean {
  switch (which.kind) {
    case 'filtered':
      return which.filters.some((filter) => matchesFilter(filter, tags));
    case 'unmapped':
      return !osmKeys.some((key) => Object.hasOwn(tags, key));
    case 'tagged':
      return true;
  }
}

/** Keys that say a feature is mapped in OpenStreetMap's way, just as something else. */
const osmKeys = ['natural', 'waterway', 'aerialway', 'tourism', 'highway', 'building', 'landuse', 'place'];
