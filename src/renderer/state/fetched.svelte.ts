import { untrack } from 'svelte';

interface Options {
  /** Told of what failed, beside `problem`. */
  readonly onError?: (error: unknown) => void;
  /** Whether it lives as long as the window; otherwise as long as the component or effect that makes it. */
  readonly lasting?: boolean;
}

/**
 * What is asked of the engine again whenever what the question depends on changes. The newest question alone counts: the one before
 * is aborted, and if its answer comes all the same, it is dropped.
 */
export class Fetched<T> {
  #answer = $state.raw<T | undefined>();
  #waits = $state(false);
  #error = $state.raw<unknown>();

  /** @param ask runs as an effect: what it reads before it returns is what the question depends on; null: nothing is wanted */
  constructor(ask: (signal: AbortSignal) => Promise<T> | null, options: Options = {}) {
    const follow = (): void => {
      $effect(() => {
        const asking = new AbortController();
        const asked = ask(asking.signal);
        untrack(() => {
          this.#wait(asked, asking.signal, options.onError);
        });
        return () => {
          asking.abort();
        };
      });
    };
    if (options.lasting === true) $effect.root(follow);
    else follow();
  }

  /** The last answer, also while the next is waited for; undefined where nothing is wanted or asking failed. */
  get last(): T | undefined {
    return this.#answer;
  }

  /** The answer to the newest question; undefined until it is there. */
  get current(): T | undefined {
    return this.#waits ? undefined : this.#answer;
  }

  /** Whether the answer to the newest question is not there yet. */
  get waits(): boolean {
    return this.#waits;
  }

  /** Why there is no answer; null where nothing failed. */
  get problem(): string | null {
    return this.#error === undefined ? null : textOf(this.#error);
  }

  #wait(asked: Promise<T> | null, signal: AbortSignal, onError: Options['onError']): void {
    this.#error = undefined;
    this.#waits = asked !== null;
    if (asked === null) this.#answer = undefined;
    asked?.then(
      (answer) => {
        if (!signal.aborted) this.#end(answer);
      },
      (error: unknown) => {
        if (signal.aborted) return;
        this.#end(undefined);
        this.#error = error;
        onError?.(error);
      },
    );
  }

  #end(answer: T | undefined): void {
    this.#answer = answer;
    this.#waits = false;
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
