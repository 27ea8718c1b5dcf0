const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
/** Words that programs write for no-data: 12D, GRASS, Microsoft's and others' printf, tables. */
const NO_DATA =
  /^(?:[-+]?(?:nan(?:\(\w*\))?|inf(?:inity)?|1[.,]#(?:qnan|snan|nan|ind|inf)\w*)|null|no_?data|\*)$/i;

/**
 * The number in a text, with a decimal point or comma; NaN for words that mean no-data; null for
 * anything else.
 */
export function numberIn(text: string): number | null {
  const pointed = text.replace(',', '.');
  if (NUMBER.test(pointed)) return Number(pointed);
  return NO_DATA.test(text) ? NaN : null;
}
