import type { Page } from '@playwright/test';
import { expect } from './workbench';

/** State that the page keeps for a test that holds answers back. */
interface Held {
  hold: (procedures: readonly string[]) => void;
  count: (procedure: string) => number;
  release: () => void;
}

/** Runs in the page: answers arriving on the next port to the engine wait there while their procedures are held. */
function holdAtPort(procedures: readonly string[]): void {
  let held = new Map<string, (() => void)[]>();
  const hold = (wanted: readonly string[]): void => {
    for (const name of wanted) held.set(name, []);
  };
  hold(procedures);
  // On the prototype: the page's listener gets a new port before any other.
  const names = new WeakMap<MessagePort, Map<unknown, string>>();
  const post = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'postMessage')?.value as (
    this: MessagePort,
    message: unknown,
  ) => void;
  const listen = Object.getOwnPropertyDescriptor(EventTarget.prototype, 'addEventListener')?.value as (
    this: MessagePort,
    type: string,
    listener: (event: Event) => void,
  ) => void;
  MessagePort.prototype.postMessage = function (message: {
    id: number;
    namespace?: string;
    procedure?: string;
  }) {
    const ofPort = names.get(this) ?? new Map<unknown, string>();
    names.set(this, ofPort);
    if (message.namespace !== undefined)
      ofPort.set(message.id, `${message.namespace}.${message.procedure ?? ''}`);
    post.call(this, message);
  };
  MessagePort.prototype.addEventListener = function (
    this: MessagePort,
    type: string,
    listener: EventListenerOrEventListenerObject,
  ) {
    const tell = typeof listener === 'function' ? listener : listener.handleEvent.bind(listener);
    listen.call(this, type, (event) => {
      const { id } = event instanceof MessageEvent ? (event.data as { id?: number }) : {};
      const waiting = held.get(names.get(this)?.get(id) ?? '');
      if (waiting === undefined) tell(event);
      else
        waiting.push(() => {
          tell(event);
        });
    });
  };
  const answers: Held = {
    hold,
    count: (name) => held.get(name)?.length ?? 0,
    release: () => {
      const waiting = [...held.values()].flat();
      held = new Map();
      for (const deliver of waiting) deliver();
    },
  };
  Object.assign(globalThis, { answers });
}

/** The engine's answers, which a test holds back at the window's port, so that faults of timing show on any machine. */
export interface Answers {
  /** Holds the answers of procedures back from now on: `terrain.describe`. */
  readonly hold: (...procedures: string[]) => Promise<void>;
  /** Waits until so many answers of a procedure are held. */
  readonly held: (procedure: string, count?: number) => Promise<void>;
  /** Releases all in the order of arrival, and holds no more. */
  readonly release: () => Promise<void>;
}

/** Lets the window ask for another port to the engine, and open its project on it; some answers are held from the start. */
export async function reopenHolding(page: Page, ...procedures: string[]): Promise<Answers> {
  await page.evaluate(holdAtPort, procedures);
  await page.evaluate(() => {
    (globalThis as unknown as { workbench: { requestEnginePort: () => void } }).workbench.requestEnginePort();
  });
  return {
    hold: (...wanted) =>
      page.evaluate((names) => {
        (globalThis as unknown as { answers: Held }).answers.hold(names);
      }, wanted),
    held: (procedure, count = 1) =>
      expect
        .poll(() =>
          page.evaluate(
            (name) => (globalThis as unknown as { answers: Held }).answers.count(name),
            procedure,
          ),
        )
        .toBeGreaterThanOrEqual(count),
    release: () =>
      page.evaluate(() => {
        (globalThis as unknown as { answers: Held }).answers.release();
      }),
  };
}
