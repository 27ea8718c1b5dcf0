import type { Reading } from './files/feature';
import { matchesFilter } from './kinds';
import type { InspectRequest, LabelRequest } from './labelReaderContract';

/** What a reader of OSM data is asked for: what the classes' filters fit, or anything. */
export function readingOf(request: LabelRequest | InspectRequest): Reading {
  const { choice, classes } = request;
  const filters = classes.flatMap(({ filter }) => (filter === null ? [] : [filter]));
  if (!('take' in request) || request.take === 'everything')
    return { choice, wants: () => true, keys: null };
  return {
    choice,
    wants: (tags) => filters.some((filter) => matchesFilter(filter, tags)),
    keys: new Set(filters.flatMap(Object.keys)),
  };
}
