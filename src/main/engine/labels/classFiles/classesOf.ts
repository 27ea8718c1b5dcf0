import { UserError } from '../../../../shared/errors';
import {
  classShapes,
  labelClass,
  type LabelClass,
  type TagFilter,
} from '../../../../shared/labels/labelClasses';
import { classIdOf, newClass } from '../../../../shared/labels/newClass';
import type { StatedClass } from './statedClass';

/**
 * The classes that a file states, each as the class of the project that has its code or name, with what the file states changed,
 * or as a new one.
 * @throws UserError `bad-input` naming the row and what is wrong with it
 */
export function classesOf(
  file: string,
  stated: readonly StatedClass[],
  existing: readonly LabelClass[],
): LabelClass[] {
  const made: LabelClass[] = [];
  const rowOf = new Map<string, string>();
  for (const { where, fields } of stated) {
    const refuse = (message: string): never => {
      throw new UserError('bad-input', `${file}, ${where}: ${message} Nothing was imported.`);
    };
    const code = textIn(fields.code);
    const name = textIn(fields.name) ?? code;
    if (name === undefined) return refuse('the class has no name.');
    if (name.length > 60) return refuse(`the name "${name.slice(0, 60)}…" is longer than 60 characters.`);
    const id = classIdOf(code ?? name);
    const there =
      existing.find((each) => each.id === id) ??
      existing.find((each) => each.name.toLowerCase() === name.toLowerCase());
    const fresh = newClass(name, '', false, [...existing, ...made]);
    const before = there ?? { ...fresh, id: id === '' ? fresh.id : id };
    const first = rowOf.get(before.id);
    if (first !== undefined) return refuse(`it has the same code or name as ${first}.`);
    rowOf.set(before.id, where);
    const asked = { ...before, name: textIn(fields.name) ?? before.name, ...changesOf(fields, refuse) };
    const entry = labelClass.safeParse(asked);
    if (!entry.success) return refuse(entry.error.issues[0]?.message ?? 'it is not a class.');
    made.push(entry.data);
  }
  return made;
}

/** A text that is there and not empty. */
const textIn = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

function changesOf(fields: StatedClass['fields'], refuse: (message: string) => never): Partial<LabelClass> {
  const colour = textIn(fields.colour);
  const letter = textIn(fields.letter);
  const shape = textIn(fields.shape);
  const geometry = textIn(fields.geometry);
  const knownShape = classShapes.find((each) => each === shape);
  if (letter !== undefined && letter.length > 2) refuse(`"${letter}" is longer than two letters.`);
  if (shape !== undefined && knownShape === undefined)
    refuse(`"${shape}" is not a shape. Shapes are ${classShapes.join(', ')}.`);
  if (geometry !== undefined && geometry !== 'point' && geometry !== 'line')
    refuse(`"${geometry}" is not a geometry. Geometries are "point" and "line".`);
  return {
    ...(colour === undefined ? {} : { colour: colourOf(colour) ?? refuse(noColour(colour)) }),
    ...(letter === undefined ? {} : { letter }),
    ...(knownShape === undefined ? {} : { shape: knownShape }),
    ...(geometry === 'point' || geometry === 'line' ? { geometry } : {}),
    ...(fields.tag === undefined ? {} : { filter: filterOf(fields.tag, refuse) }),
    ...truth('exclusive', fields.exclusive, refuse),
    ...truth('orientationMatters', fields.orientationMatters, refuse),
    ...radiusOf(textIn(fields.radiusM), refuse),
  };
}

const noColour = (text: string): string =>
  `"${text}" is not a colour. Write it as #rrggbb, or as red, green and blue from 0 to 255.`;

/** #rrggbb of a colour in any of the ways that programs write; null for anything else. */
function colourOf(text: string): string | null {
  const hex =
    /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text)?.[1] ?? /^#([0-9a-f]{6})[0-9a-f]{2}$/i.exec(text)?.[1];
  if (hex !== undefined) return `#${hex.length === 3 ? hex.replace(/./g, '$&$&') : hex}`.toUpperCase();
  const [, ...channels] =
    /^(?:rgba?\()?\s*(\d{1,3})\s*[,; ]\s*(\d{1,3})\s*[,; ]\s*(\d{1,3})(?![\d.])/i.exec(text) ?? [];
  const values = channels.map(Number);
  if (values.length !== 3 || values.some((value) => value > 255)) return null;
  return `#${values.map((value) => value.toString(16).padStart(2, '0')).join('')}`.toUpperCase();
}

/** `natural=peak`, several values with bars between, several keys with semicolons. */
function filterOf(text: string, refuse: (message: string) => never): TagFilter | null {
  if (text === '') return null;
  const pairs = text.split(';').map((part): [string, string[]] => {
    const [key = '', ...rest] = part.split('=');
    const values = rest.join('=').split('|');
    if (key.trim() === '' || values.some((value) => value.trim() === ''))
      refuse(`"${part.trim()}" is not a tag. Write it as natural=peak, or natural=peak|hill.`);
    return [key.trim(), values.map((value) => value.trim())];
  });
  return Object.fromEntries(pairs);
}

function truth(
  field: 'exclusive' | 'orientationMatters',
  text: string | undefined,
  refuse: (message: string) => never,
): Partial<LabelClass> {
  if (text === undefined || text === '') return {};
  if (/^(?:1|true|yes)$/i.test(text)) return { [field]: true };
  return /^(?:0|false|no)$/i.test(text) ? { [field]: false } : refuse(`"${text}" is neither yes nor no.`);
}

function radiusOf(text: string | undefined, refuse: (message: string) => never): Partial<LabelClass> {
  if (text === undefined) return {};
  const radiusM = Number(text);
  return radiusM > 0 && radiusM <= 1e6 ? { radiusM } : refuse(`"${text}" is not a radius in metres.`);
}
