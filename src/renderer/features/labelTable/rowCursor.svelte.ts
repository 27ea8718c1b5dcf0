import type { LabelColumns } from '../../../shared/contract/labels';
import { labelSelection, view } from '../../state/workbench.svelte';
import { removeLabels } from './changeLabels';

interface Listed {
  readonly labels: LabelColumns;
  /** Indices of labels, in the order of the rows. */
  readonly rows: Uint32Array;
}

/** The row that keys and clicks act from, as in any list: Shift extends, Ctrl adds. */
export class RowCursor {
  /** Its place among the rows; null before one was chosen. */
  at = $state<number | null>(null);
  /** Where a range begins. */
  private anchor = 0;

  /**
   * @param page how many rows are seen
   * @param reveal scrolls to a row
   */
  constructor(
    private readonly listed: () => Listed,
    private readonly page: () => number,
    private readonly reveal: (row: number) => void,
  ) {}

  /** Shows a label that was selected elsewhere. */
  find(id: number): void {
    const { labels, rows } = this.listed();
    if (this.at !== null && labels.ids[rows[this.at] ?? -1] === id) return;
    const row = rows.indexOf(labels.ids.indexOf(id));
    if (row === -1) return;
    [this.at, this.anchor] = [row, row];
    this.reveal(row);
  }

  press(row: number, event: MouseEvent): void {
    this.at = row;
    if (event.shiftKey) this.chooseRange();
    else if (event.ctrlKey || event.metaKey) {
      this.anchor = row;
      labelSelection.choose([this.idAt(row)], 'toggle');
    } else {
      this.anchor = row;
      labelSelection.choose([this.idAt(row)]);
      this.show();
    }
  }

  act(event: KeyboardEvent): void {
    const { rows } = this.listed();
    const last = rows.length - 1;
    const at = this.at ?? -1;
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + this.page(),
      PageUp: at - this.page(),
      Home: 0,
      End: last,
    }[event.key];
    const isAll = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a';
    if (to !== undefined && last >= 0) this.goTo(Math.max(0, Math.min(last, to)), event.shiftKey);
    else if (isAll) labelSelection.choose([...rows].map((index) => this.listed().labels.ids[index] ?? 0));
    else if (event.key === ' ' && this.at !== null) labelSelection.choose([this.idAt(this.at)], 'toggle');
    else if (event.key === 'Enter' && this.at !== null) this.show();
    else if (event.key === 'Delete') void removeLabels([...labelSelection.ids]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private goTo(row: number, extends_: boolean): void {
    this.at = row;
    if (extends_) this.chooseRange();
    else {
      this.anchor = row;
      labelSelection.choose([this.idAt(row)]);
    }
    this.reveal(row);
  }

  private chooseRange(): void {
    const [from, to] = [this.anchor, this.at ?? 0].sort((a, b) => a - b);
    const { labels, rows } = this.listed();
    const ids = Array.from(rows.subarray(from, (to ?? 0) + 1), (index) => labels.ids[index] ?? 0);
    // The row where the cursor is comes last.
    labelSelection.choose((this.at ?? 0) < this.anchor ? ids.reverse() : ids);
  }

  private idAt(row: number): number {
    const { labels, rows } = this.listed();
    return labels.ids[rows[row] ?? -1] ?? 0;
  }

  /** Shows the row's place on the map. */
  private show(): void {
    const { labels, rows } = this.listed();
    const index = rows[this.at ?? -1];
    if (index === undefined) return;
    view.showPlace({ lonDeg: labels.lonDeg[index] ?? 0, latDeg: labels.latDeg[index] ?? 0 });
  }
}
