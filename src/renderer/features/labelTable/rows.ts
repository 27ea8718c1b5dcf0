import type { LabelColumns } from '../../../shared/contract/labels';
import { boxContains, type LonLatBox } from '../../../shared/geo/lonLat';

/** Columns of the table that it can be sorted by. */
export type SortColumn = 'class' | 'sign' | 'name' | 'note' | 'source' | 'checked' | 'place';

/** Which labels are listed; null means any. */
export interface LabelFilter {
  /** Words that name, note or class must contain. */
  readonly words: string;
  readonly classId: string | null;
  readonly positive: boolean | null;
  /** Index in `labelSources`. */
  readonly source: number | null;
  readonly checked: boolean | null;
  /** Only those in what the map shows. */
  readonly inView: boolean;
}

/** The filter that lists all labels. */
export const everything: LabelFilter = {
  words: '',
  classId: null,
  positive: null,
  source: null,
  checked: null,
  inView: false,
};

/** A text as it is sorted: without accents, numbers by their value. A collator would take ten times as long. */
const sortKey = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\d+/g, (digits) => digits.padStart(12, '0'));

/**
 * The labels that a filter lists, in order.
 * @param classNames in the order of `labels.classIds`
 * @param view what the map shows; null shows nothing
 * @returns indices of `labels`; those that are equal keep the order in which they were added
 */
export function labelRows(
  labels: LabelColumns,
  classNames: readonly string[],
  filter: LabelFilter,
  view: LonLatBox | null,
  sortBy: SortColumn,
  descending: boolean,
): Uint32Array {
  const words = filter.words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const classIndex = filter.classId === null ? null : labels.classIds.indexOf(filter.classId);
  const isListed = (index: number): boolean => {
    if (classIndex !== null && labels.classIndex[index] !== classIndex) return false;
    if (filter.positive !== null && labels.positive[index] !== Number(filter.positive)) return false;
    if (filter.source !== null && labels.source[index] !== filter.source) return false;
    if (filter.checked !== null && labels.checked[index] !== Number(filter.checked)) return false;
    const [lonDeg = NaN, latDeg = NaN] = [labels.lonDeg[index], labels.latDeg[index]];
    if (filter.inView && (view === null || !boxContains(view, lonDeg, latDeg))) return false;
    if (words.length === 0) return true;
    const texts = [labels.names[index], labels.notes[index], classNames[labels.classIndex[index] ?? 0]];
    const text = texts.join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const rows = Uint32Array.from(labels.ids.keys()).filter(isListed);
  const compare = comparing(labels, sortBy);
  const sign = descending ? -1 : 1;
  return rows.sort((a, b) => sign * compare(a, b) || a - b);
}

function comparing(labels: LabelColumns, sortBy: SortColumn): (a: number, b: number) => number {
  const byNumber =
    (values: ArrayLike<number>) =>
    (a: number, b: number): number =>
      (values[a] ?? 0) - (values[b] ?? 0);
  // What has a text comes before what has none.
  const byText = (texts: readonly string[]): ((a: number, b: number) => number) => {
    const keys = texts.map(sortKey);
    return (a, b) => {
      const [one = '', other = ''] = [keys[a], keys[b]];
      if (one === '' || other === '') return Number(one === '') - Number(other === '');
      return one < other ? -1 : Number(one > other);
    };
  };
  switch (sortBy) {
    case 'class':
      return byNumber(labels.classIndex);
    case 'sign':
      return (a, b) => byNumber(labels.positive)(b, a);
    case 'name':
      return byText(labels.names);
    case 'note':
      return byText(labels.notes);
    case 'source':
      return byNumber(labels.source);
    case 'checked':
      return (a, b) => byNumber(labels.checked)(b, a);
    case 'place':
      // From the north to the south.
      return (a, b) => byNumber(labels.latDeg)(b, a);
  }
}
