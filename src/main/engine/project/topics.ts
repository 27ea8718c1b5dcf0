import { Changes } from '../../../shared/changes';
import type { Topic } from '../../../shared/contract/project';

/** Notifies watchers of the parts of the project that changed. */
export class Topics {
  /** How many times something changed. */
  changes = 0;
  private readonly emitted = new Changes<readonly Topic[]>();

  emit(topics: readonly Topic[]): void {
    this.changes += 1;
    this.emitted.emit(topics);
  }

  /** Changes from now on, simultaneous ones in one event; the first event comes at once. */
  watch(signal: AbortSignal): AsyncGenerator<{ topics: Topic[]; changes: number }> {
    return this.emitted.watch(signal, (emitted) => ({
      topics: [...new Set(emitted.flat())],
      changes: this.changes,
    }));
  }
}
