/**
 * How well a name answers what was typed: every word of it must begin a word of the name (best), be inside one,
 * or have its letters there in their order.
 * @returns a score, the higher the better; null for no match, 0 for nothing typed
 */
export function matchScore(typed: string, name: string): number | null {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const text = plain(name);
  let score = 0;
  for (const word of words) {
    const found = wordScore(word, text);
    if (found === null) return null;
    score += found;
  }
  // Of two names with the same words the shorter one is meant.
  return words.length === 0 ? 0 : score - text.length / 1000;
}

/** Lower case without accents. */
export const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function wordScore(word: string, text: string): number | null {
  const at = text.indexOf(word);
  if (at === 0) return 4;
  if (new RegExp(`[^\\p{L}\\d]${escaped(word)}`, 'u').test(text)) return 3;
  if (at > 0) return 2;
  let last = -1;
  let gaps = 0;
  for (const letter of word) {
    const next = text.indexOf(letter, last + 1);
    if (next === -1) return null;
    if (last >= 0) gaps += next - last - 1;
    last = next;
  }
  return 1 / (1 + gaps);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
