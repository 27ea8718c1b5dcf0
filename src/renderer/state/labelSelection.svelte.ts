import { chosen, noLabels, type ChooseAs } from './chosen';

/** The labels that are selected, on the map and in the table. */
export class LabelSelection {
  /** Ids; some of them may have been removed since. */
  ids = $state.raw(noLabels);
  /** The label that was chosen last; null for none. */
  last = $state<number | null>(null);

  has(id: number): boolean {
    return this.ids.has(id);
  }

  choose(ids: readonly number[], as: ChooseAs = 'replace'): void {
    this.ids = chosen(this.ids, ids, as);
    this.last = ids.at(-1) ?? null;
  }

  clear(): void {
    this.ids = noLabels;
    this.last = null;
  }
}
