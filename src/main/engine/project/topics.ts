import type { Topic } from '../../../shared/contract/project';

/** Notifies watchers of the parts of the project that changed. */
export class Topics {
  /** How many times something changed. */
  changes = 0;
  private readonly listeners = new Set<(topics: readonly Topic[]) => void>();

  emit(topics: readonly Topic[]): void {
    this.changes += 1;
    for (const listener of this.listeners) listener(topics);
  }

  /** Changes from now on, simultaneous ones in one event; the first event comes at once. */
  async *watch(signal: AbortSignal): AsyncGenerator<{ topics: Topic[]; changes: number }> {
    const pending = new Set<Topic>();
    let told = -1;
    let wake: (() => void) | null = null;
    const listener = (topics: readonly Topic[]): void => {
      for (const topic of topics) pending.add(topic);
      wake?.();
    };
    const onAbort = (): void => wake?.();
    this.listeners.add(listener);
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        if (told < this.changes) {
          told = this.changes;
          const topics = [...pending];
          pending.clear();
          yield { topics, changes: told };
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = null;
        }
      }
    } finally {
      this.listeners.delete(listener);
      signal.removeEventListener('abort', onAbort);
    }
  }
}
