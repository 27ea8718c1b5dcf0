/** How newly chosen labels combine with the selected ones. */
export type ChooseAs = 'replace' | 'add' | 'toggle';

/** The labels that are selected, on the map and in the table. */
export class LabelSelection {
  /** Ids; some of them may have been removed since. */
  ids = $state.raw<ReadonlySet<number>>(new Set());
  /** The label that was chosen last; null for none. */
  last = $state<number | null>(null);

  has(id: number): boolean {
    return this.ids.has(id);
  }

  choose(ids: readonly number[], as: ChooseAs = 'replace'): void {
    const chosen = new Set(as === 'replace' ? [] : this.ids);
    for (const id of ids) {
      if (as === 'toggle' && chosen.has(id)) chosen.delete(id);
      else chosen.add(id);
    }
    this.ids = chosen;
    this.last = ids.at(-1) ?? null;
  }

  clear(): void {
    if (this.ids.size > 0) this.ids = new Set();
    this.last = null;
  }
}
