import type { LabelColumns } from '../../../shared/contract/labels';
import type { LonLat } from '../../../shared/geo/lonLat';
import { matchScore, plain } from './match';

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

/** Labels with their names as these are compared: each key that is typed looks through all of them. */
export interface NamedLabels {
  readonly labels: LabelColumns;
  /** [n] */
  readonly texts: readonly string[];
}

export const namedLabels = (labels: LabelColumns): NamedLabels => ({
  labels,
  texts: labels.names.map(plain),
});

/** The labelled places whose names match a text best; of those with the same name and class the first. */
export function placesNamed({ labels, texts }: NamedLabels, typed: string): NamedPlace[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (words.join('').length < LEAST_CHARACTERS) return [];
  const found = new Map<string, { index: number; score: number }>();
  for (const [index, name] of labels.names.entries()) {
    const text = texts[index] ?? '';
    if (text === '' || !words.every((word) => text.includes(word))) continue;
    const key = `${labels.classIndex[index] ?? 0} ${name}`;
    if (!found.has(key)) found.set(key, { index, score: matchScore(typed, name) ?? 0 });
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
