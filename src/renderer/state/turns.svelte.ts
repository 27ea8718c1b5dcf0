import { untrack } from 'svelte';

/** Work that changes what the window shows. */
export class Turns {
  private works = $state(0);
  /** Whether any is under way. */
  readonly any = $derived(this.works > 0);
  private last: Promise<unknown> = Promise.resolve();

  /** Does work, and counts it as under way meanwhile. */
  async busy<T>(work: () => Promise<T>): Promise<T> {
    this.count(1);
    try {
      return await work();
    } finally {
      this.count(-1);
    }
  }

  /** Does work after all earlier work has ended, so that no older answer is shown after a newer one. */
  next<T>(work: () => Promise<T>): Promise<T> {
    return this.busy(() => {
      const next = this.last.then(work);
      this.last = next.catch(() => undefined);
      return next;
    });
  }

  /** Resolves when all work given until now has ended. */
  async ended(): Promise<void> {
    await this.last;
  }

  private count(by: 1 | -1): void {
    // An effect that begins work does not depend on it.
    untrack(() => (this.works += by));
  }
}

/** How many changes of a project were shown, for those who wait for a number of them. */
export class ChangesShown {
  private count = -1;
  private waiting: (() => void)[] = [];

  /** @param count of changes that are shown; Infinity where no more will be */
  show(count: number): void {
    this.count = Math.max(this.count, count);
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  async until(count: number): Promise<void> {
    while (this.count < count) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
