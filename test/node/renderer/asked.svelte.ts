import { Fetched } from '../../../src/renderer/state/fetched.svelte';

/** A question about a subject, whose answers come when they are given. */
export class Asked {
  /** Null: nothing is wanted. */
  subject = $state<string | null>(null);
  /** Each question that was asked, in order. */
  readonly asked: {
    readonly subject: string;
    readonly signal: AbortSignal;
    readonly answer: (text: string) => void;
    readonly fail: (error: Error) => void;
  }[] = [];
  readonly failures: unknown[] = [];
  readonly fetched = new Fetched(
    (signal) => {
      const { subject } = this;
      if (subject === null) return null;
      return new Promise<string>((answer, fail) => {
        this.asked.push({ subject, signal, answer, fail });
      });
    },
    { onError: (error) => this.failures.push(error) },
  );
}
