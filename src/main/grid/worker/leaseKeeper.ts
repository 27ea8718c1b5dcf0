import type { JobQueue, Lease } from '../control/jobs';

/** Extends a lease while its job is worked on. */
export class LeaseKeeper {
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(queue: JobQueue, lease: Lease, leaseS: number) {
    this.#timer = setInterval(
      () => {
        queue.extend(lease).then(
          (isOurs) => {
            if (!isOurs) this.#lost.abort();
          },
          // Cut off from the database: the work goes on, and what is entered at its end decides.
          () => undefined,
        );
      },
      (1000 * leaseS) / 4,
    );
  }

  /** Fires when the lease lapsed. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
