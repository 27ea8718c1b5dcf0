import { userErrorOf } from '../../../shared/systemErrors';
import { listDtms } from '../control/dtms';
import type { Grid } from '../control/grid';
import type { Lease } from '../control/jobs';
import { shardsOf } from '../control/manifest';
import { searchJob, type SearchQueue, type SearchResult } from '../control/searchQueue';
import { searchShards } from '../search/searchShards';
import type { Embedding } from '../work/embedShard';
import type { KnownLayers } from './knownLayers';
import { LeaseKeeper } from './leaseKeeper';
import { sleep } from './pause';

/** How often searches are looked for, ms: somebody waits for them. */
const IDLE_MS = 500;

/** How long a database that cannot be reached is left alone, ms. */
const UNREACHED_MS = 10_000;

/** Searches parts of the grid that somebody asks for, beside the work on shards. */
export class SearchLoop {
  constructor(
    private readonly grid: Grid,
    private readonly queue: SearchQueue,
    private readonly embedding: Embedding,
    private readonly known: KnownLayers,
  ) {}

  /** Searches until the signal fires. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      try {
        const lease = await this.queue.lease();
        if (lease === null) await sleep(IDLE_MS, stop);
        else await this.#handle(lease, stop);
      } catch {
        // The database cannot be reached: a lease that is left is found when it lapses.
        await sleep(UNREACHED_MS, stop);
      }
    }
  }

  async #handle(lease: Lease, stop: AbortSignal): Promise<void> {
    const keeper = new LeaseKeeper(this.queue, lease, this.grid.settings.leaseS);
    try {
      await this.queue.complete(lease, await this.#search(lease, AbortSignal.any([stop, keeper.lost])));
    } catch (error) {
      await this.queue.fail(lease, userErrorOf(error)?.message ?? String(error));
    } finally {
      keeper.stop();
    }
  }

  async #search({ job }: Lease, signal: AbortSignal): Promise<SearchResult> {
    const asked = searchJob.parse(job);
    const { layer, encoder } = await this.known.of(asked);
    const wanted = new Set(asked.shards.map((place) => place.join(' ')));
    const shards = (await shardsOf(this.grid.database, layer.id)).filter(({ crsCode, column, row }) =>
      wanted.has([crsCode, column, row].join(' ')),
    );
    const queries = asked.queries.map(
      (text) => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer),
    );
    const dtms = await listDtms(this.grid.database);
    const { cells, isAll } = await searchShards(
      this.embedding,
      { layer, encoder, shards, dtms, queries },
      asked.limit,
      signal,
    );
    return {
      cells: cells.map(({ cell, distance }) => [cell.lonDeg, cell.latDeg, distance]),
      isAll,
    };
  }
}
