const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
/** What programs write where they have no value: 12D, GRASS, Microsoft's and others' printf, tables. */
const NO_DATA =
  /^(?:[-+]?(?:nan(?:\(\w*\))?|inf(?:inity)?|1[.,]#(?:qnan|snan|nan|ind|inf)\w*)|null|no_?data|\*)$/i;

/**
 * The number that a text writes out, with a point or a comma before its decimals; NaN for words that mean no data; null for
 * anything else.
 */
export function numberIn(text: string): number | null {
  const pointed = text.replace(',', '.');
  if (NUMBER.test(pointed)) return Number(pointed);
  return NO_DATA.test(text) ? NaN : null;
}
