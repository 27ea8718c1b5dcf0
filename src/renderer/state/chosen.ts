/** How newly chosen labels combine with the selected ones. */
export type ChooseAs = 'replace' | 'add' | 'toggle';

/** No label. */
export const noLabels: ReadonlySet<number> = new Set();

/** The selected labels after some were chosen, by their ids. */
export function chosen(
  before: ReadonlySet<number>,
  ids: readonly number[],
  as: ChooseAs,
): ReadonlySet<number> {
  const after = new Set(as === 'replace' ? [] : before);
  for (const id of ids) {
    if (as === 'toggle' && after.has(id)) after.delete(id);
    else after.add(id);
  }
  return after;
}
