import type { Hit } from '../../../shared/contract/retrievals';
import { Changes } from '../../../shared/changes';

/** How far a search is, or what it found. */
type SearchEvent = { readonly done: number; readonly total: number } | { readonly hits: Hit[] };

/**
 * Runs a search and says how far it is, as fast as somebody listens; at its end, what it found.
 * @param search is given what to call with the number of shards compared, and of how many
 */
export async function* followLookAlikes(
  search: (report: (done: number, total: number) => void) => Promise<Hit[]>,
): AsyncGenerator<SearchEvent> {
  const progress = new Changes<null>();
  const ended = new AbortController();
  let shards = { done: 0, total: 0 };
  const found = search((done, total) => {
    shards = { done, total };
    progress.emit(null);
  }).finally(() => {
    ended.abort();
  });
  // It is waited for below, maybe after it failed.
  found.catch(() => undefined);
  for await (const event of progress.watch(ended.signal, () => shards)) yield event;
  yield { hits: await found };
}
