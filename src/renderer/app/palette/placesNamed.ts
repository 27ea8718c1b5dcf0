import type { LabelColumns } from '../../../shared/contract/labels';
import type { LonLat } from '../../../shared/geo/lonLat';
import { matchScore } from './match';

/** A labelled place that has a name. */
export interface NamedPlace extends LonLat {
  /** Of the label. */
  readonly id: number;
  readonly name: string;
  readonly classId: string;
}

/** Names shorter than this fit half of all places. */
const LEAST_CHARACTERS = 2;
const PLACES_MAX = 20;
/** Score of a name that has all words inside it, whatever its length; letters with gaps between them have less. */
const INSIDE = 1.7;

/** The labelled places whose names match a text best; of those with the same name and class the first. */
export function placesNamed(labels: LabelColumns, typed: string): NamedPlace[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted.length < LEAST_CHARACTERS) return [];
  const found = new Map<string, { index: number; score: number }>();
  for (const [index, name] of labels.names.entries()) {
    if (name === '') continue;
    const score = matchScore(wanted, name);
    const key = `${labels.classIndex[index] ?? 0} ${name}`;
    if (score !== null && score >= INSIDE && !found.has(key)) found.set(key, { index, score });
  }
  return [...found.values()]
    .sort((a, b) => b.score - a.score)
    .slice(0, PLACES_MAX)
    .map(({ index }) => ({
      id: labels.ids[index] ?? 0,
      name: labels.names[index] ?? '',
      classId: labels.classIds[labels.classIndex[index] ?? 0] ?? '',
      lonDeg: labels.lonDeg[index] ?? NaN,
      latDeg: labels.latDeg[index] ?? NaN,
    }));
}
