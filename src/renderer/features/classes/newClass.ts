import type { LabelClass } from '../../../shared/labels/labelClasses';

/** Colours for own classes that people with colour-blindness tell apart (Okabe & Ito 2008, Color Universal Design). */
const colours = ['#E69F00', '#56B4E9', '#009E73', '#0072B2', '#D55E00', '#CC79A7'] as const;

/**
 * A class of the user's own, with the next free colour and a letter of its name.
 * @param tag `key=value`, or empty for a class that is labelled by hand
 * @param exclusive whether a place of it is of no other exclusive class
 */
export function newClass(
  name: string,
  tag: string,
  exclusive: boolean,
  existing: readonly LabelClass[],
): LabelClass {
  const [key, value] = tag.split('=').map((part) => part.trim());
  const used = new Set(existing.map(({ colour }) => colour));
  const letters = new Set(existing.map(({ letter }) => letter));
  const candidates = Array.from(name.toUpperCase()).filter((letter) => /\p{L}/u.test(letter));
  const id = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return {
    id: id === '' ? `class-${existing.length + 1}` : id,
    name: name.trim(),
    colour:
      colours.find((colour) => !used.has(colour)) ?? colours[existing.length % colours.length] ?? '#E69F00',
    letter: candidates.find((letter) => !letters.has(letter)) ?? candidates[0] ?? 'X',
    filter:
      key === undefined || value === undefined || key === '' || value === '' ? null : { [key]: [value] },
    geometry: 'point',
    orientationMatters: false,
    exclusive,
    radiusM: null,
  };
}
