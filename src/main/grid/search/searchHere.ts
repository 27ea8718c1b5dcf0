import type { Embedding } from '../work/embedShard';
import type { Scatter } from './retrieve';
import { searchShards, type NearestCells } from './searchShards';

/** Parts that are searched at once: while one waits for its shards to be read, another one compares. */
const AT_ONCE = 4;

/**
 * Searches all parts in this process.
 * @param report called with how many shards were compared, of how many
 */
export const searchHere =
  (
    embedding: Pick<Embedding, 'compute' | 'store' | 'terrain'>,
    report: (done: number, total: number) => void = () => undefined,
  ): Scatter =>
  async (parts, limit, signal) => {
    const total = parts.reduce((sum, { shards }) => sum + shards.length, 0);
    let done = 0;
    report(done, total);
    const found: NearestCells[] = [];
    const waiting = parts.entries();
    const search = async (): Promise<void> => {
      for (const [index, part] of waiting) {
        found[index] = await searchShards(embedding, part, limit, signal);
        done += part.shards.length;
        report(done, total);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, search));
    return found;
  };
