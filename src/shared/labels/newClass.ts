import { classShapes, type LabelClass } from './labelClasses';

/** Colours for the user's own classes that colour-blind people can distinguish (Okabe & Ito 2008, Color Universal Design). */
const ownClassColours = ['#E69F00', '#56B4E9', '#009E73', '#0072B2', '#D55E00', '#CC79A7'] as const;

/**
 * A class of the user's own, with the next free colour and a letter of its name.
 * @param tag `key=value`, or empty for a class that is labelled by hand
 * @param exclusive whether none of its places is of another exclusive class
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
  const id = classIdOf(name);
  return {
    id: id === '' ? `class-${existing.length + 1}` : id,
    name: name.trim(),
    colour:
      ownClassColours.find((colour) => !used.has(colour)) ??
      ownClassColours[existing.length % ownClassColours.length] ??
      '#E69F00',
    shape: leastUsedShape(existing),
    letter: candidates.find((letter) => !letters.has(letter)) ?? candidates[0] ?? 'X',
    filter:
      key === undefined || value === undefined || key === '' || value === '' ? null : { [key]: [value] },
    geometry: 'point',
    orientationMatters: false,
    exclusive,
    radiusM: null,
  };
}

/** The id of a class with a name or code: small letters, digits and dashes; empty where it has none. */
export const classIdOf = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');

/** The shape that the fewest classes have. */
function leastUsedShape(existing: readonly LabelClass[]): LabelClass['shape'] {
  const uses = classShapes.map((shape) => existing.filter((each) => each.shape === shape).length);
  return classShapes[uses.indexOf(Math.min(...uses))] ?? 'disc';
}
