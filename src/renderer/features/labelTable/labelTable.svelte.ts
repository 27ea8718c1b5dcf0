import { everything, type LabelFilter, type SortColumn } from './rows';

/** The table of labels: whether it is open, what it lists, and in which order. */
export const labelTable = $state<{
  open: boolean;
  filter: LabelFilter;
  sortBy: SortColumn;
  descending: boolean;
}>({ open: false, filter: everything, sortBy: 'class', descending: false });
