/** A cell of a table of figures. */
export interface Figure {
  readonly text: string;
  /** The same with its spread, where there is room for it, e.g. `81.7 ± 2.4`. */
  readonly precise?: string;
  /** What others have published, e.g. `92.4 ± 0.5`. */
  readonly published?: string;
  /** Details, shown on hover. */
  readonly detail: string;
  /** Whether it is the best of its column. */
  readonly best: boolean;
}

/** What an experiment found, as one small table. */
export interface Figures {
  /** What the cells are, in a sentence. */
  readonly caption: string;
  readonly columns: readonly { readonly title: string; readonly detail?: string }[];
  readonly rows: readonly {
    readonly name: string;
    readonly detail: string;
    /** How a plot draws it. */
    readonly line?: { readonly colour: string; readonly isDashed: boolean };
    readonly cells: readonly Figure[];
  }[];
  readonly notes: readonly string[];
}

/** A cell without a figure. */
export const nothing: Figure = { text: '–', detail: 'Not available', best: false };

/** A cell that says all there is. */
export const plain = (text: string, detail = ''): Figure => ({ text, detail, best: false });

/** `62.5`: percent of a share, without its sign. */
export const points = (share: number): string => (100 * share).toFixed(1);

/** A mean share and its standard deviation as percent. */
export function spread({ mean, sd }: { mean: number; sd: number }, best = false): Figure {
  const precise = `${points(mean)} ± ${points(sd)}`;
  return { text: points(mean), precise, detail: `${precise} %`, best };
}
