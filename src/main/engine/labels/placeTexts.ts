import { NAME_MAX, NOTE_MAX } from '../../../shared/labels/texts';
import { textOf } from './attributes';
import type { Attributes } from './files/feature';

/** Attributes that name a place, the best first: OpenStreetMap's, then those of gazetteers and of other languages. */
const nameKeys = [
  ...['name', 'int_name', 'name:en', 'official_name', 'local_name', 'feature_name', 'geographicalname'],
  ...[
    'toponym',
    'placename',
    'title',
    'bezeichnung',
    'nom',
    'nome',
    'nombre',
    'navn',
    'namn',
    'nimi',
    'nazwa',
  ],
];
const ranks = new Map(nameKeys.map((key, rank) => [key, rank]));

/** What attributes call a place; null where they do not name it. */
export function nameOf(attributes: Attributes): string | null {
  let name: string | null = null;
  let best = Infinity;
  for (const key in attributes) {
    const rank = ranks.get(key) ?? ranks.get(key.toLowerCase()) ?? Infinity;
    if (rank >= best) continue;
    const text = oneLine(textOf(attributes[key]), NAME_MAX);
    if (text !== null) [best, name] = [rank, text];
  }
  return name;
}

/**
 * What attributes note about a place. Notes of OpenStreetMap are for those who map it, unless this program has written the file:
 * its exports of labels have a column `positive`.
 */
export function noteOf(attributes: Attributes, fromOsm: boolean): string | null {
  if (fromOsm && !Object.hasOwn(attributes, 'positive')) return null;
  const note = textOf(attributes.note ?? attributes.NOTE ?? attributes.Note)
    ?.trim()
    .slice(0, NOTE_MAX);
  return note === undefined || note === '' ? null : note;
}

/** A text without line breaks and other control characters, at most so long; null for none. */
function oneLine(text: string | null, most: number): string | null {
  const line = (text ?? '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, most);
  return line === '' ? null : line;
}
