/** Watchers of what changes: each gets every change since its last event, however slowly it asks. */
export class Changes<T> {
  private readonly listeners = new Set<(change: T) => void>();

  /** Reports a change to all watchers. */
  emit(change: T): void {
    for (const listener of this.listeners) listener(change);
  }

  /**
   * Events from now on, until the signal fires. The first comes at once, without changes.
   * @param eventOf makes an event of the changes since the last one: oldest first, the same one once
   */
  async *watch<Event>(
    signal: AbortSignal,
    eventOf: (changes: T[]) => Event,
  ): AsyncGenerator<Event, void, undefined> {
    const pending = new Set<T>();
    let due = true;
    let wake: (() => void) | null = null;
    const onChange = (change: T): void => {
      pending.add(change);
      due = true;
      wake?.();
    };
    const onAbort = (): void => wake?.();
    this.listeners.add(onChange);
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        if (due) {
          due = false;
          const changes = [...pending];
          pending.clear();
          yield eventOf(changes);
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = null;
        }
      }
    } finally {
      this.listeners.delete(onChange);
      signal.removeEventListener('abort', onAbort);
    }
  }
}
