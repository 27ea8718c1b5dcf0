import type { Reading } from './files/feature';
import { matchesFilter } from './kinds';
import type { InspectRequest, LabelRequest } from './labelReaderContract';

/** OSM elements that a preview reads: the ways among them are assembled. */
const PREVIEW_MAX = 100_000;

/** What is requested of a reader: of OSM data, what matches the classes' filters, or anything. */
export function readingOf(request: LabelRequest | InspectRequest): Reading {
  const { choice, classes, crss } = request;
  const statedCrs = crss.find(({ text }) => text !== null)?.text ?? null;
  const filters = classes.flatMap(({ filter }) => (filter === null ? [] : [filter]));
  if (!('take' in request)) {
    let seen = 0;
    return { choice, statedCrs, wants: () => seen++ < PREVIEW_MAX, keys: null };
  }
  if (request.take === 'everything') return { choice, statedCrs, wants: () => true, keys: null };
  if (request.take === 'nothing') return { choice, statedCrs, wants: () => false, keys: null };
  return {
    choice,
    statedCrs,
    wants: (tags) => filters.some((filter) => matchesFilter(filter, tags)),
    keys: new Set(filters.flatMap(Object.keys)),
  };
}
