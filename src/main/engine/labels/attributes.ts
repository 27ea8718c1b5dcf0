import type { Attributes } from './files/feature';

/** A value as text: numbers and truth values are written as such; null for whatever else. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  return typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : null;
}

/** An attribute by its name, in any of the three ways that formats spell it: `natural`, `NATURAL`, `Natural`. */
export function attributeOf(attributes: Attributes, name: string): unknown {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const upper = name.toUpperCase();
  if (Object.hasOwn(attributes, upper)) return attributes[upper];
  const capital = upper.slice(0, 1) + name.slice(1);
  return Object.hasOwn(attributes, capital) ? attributes[capital] : undefined;
}

/** Whether an attribute has a requested value: the same text, number or truth value. */
export function hasValue(value: unknown, asked: readonly string[]): boolean {
  const text = textOf(value);
  if (text === null) return false;
  if (asked.includes('*') || asked.includes(text)) return true;
  if (typeof value === 'boolean' || /^(?:true|false)$/i.test(text))
    return asked.some((each) => each.toLowerCase() === text.toLowerCase());
  if (!/^[-+\d.]/.test(text)) return false;
  const number = Number(text);
  return asked.some((each) => each.trim() !== '' && Number(each) === number);
}
