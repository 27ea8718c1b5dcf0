/** The most different names that are counted: a column with more does not hold kinds. */
const NAMES_MAX = 10_000;

/** How often each name occurred. */
export class Tally {
  readonly #counts = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  add(name: string, count = 1): void {
    const before = this.#counts.get(name);
    if (before === undefined && this.#counts.size >= NAMES_MAX) return;
    this.#counts.set(name, (before ?? 0) + count);
  }

  /** The most frequent names. */
  most(limit: number): { name: string; count: number }[] {
    const all = Array.from(this.#counts, ([name, count]) => ({ name, count }));
    return all.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, limit);
  }
}
