import type { Page } from '@playwright/test';
import { channels } from '../../src/shared/contract/shell';

/** What the engine answers to a page that calls it directly: `value`, or an error. */
export interface Reply {
  readonly id: number;
  readonly kind: string;
  readonly code?: string | null;
  readonly message?: string;
  readonly value?: unknown;
}

/** No message of the page itself uses it. */
const ID = 1_000_000_000;

/** Calls a procedure of the engine as a compromised page can: on a new port, by a bare message. */
export function askEngine(page: Page, namespace: string, procedure: string, input?: unknown): Promise<Reply> {
  return page.evaluate(
    async ({ message, start }) => {
      const port = await new Promise<MessagePort>((resolve) => {
        window.addEventListener('message', ({ data, ports: [given] }) => {
          if (data === message && given !== undefined) resolve(given);
        });
        void window.workbench.requestEnginePort();
      });
      return new Promise<Reply>((resolve) => {
        port.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
          if (data.id === start.id) resolve(data);
        });
        port.start();
        port.postMessage(start);
      });
    },
    { message: channels.enginePort, start: { kind: 'start', id: ID, namespace, procedure, input } },
  );
}

/** Calls a function of the bridge with any arguments a page could pass; what it throws counts as its answer, too. */
export function callBridge(page: Page, name: string, ...values: unknown[]): Promise<unknown> {
  return page.evaluate(
    async ({ name: called, values: given }) => {
      const found: unknown = Reflect.get(window.workbench, called);
      if (typeof found !== 'function') return `There is no ${called}.`;
      try {
        return (await Reflect.apply(found, null, given)) as unknown;
      } catch (error) {
        return String(error);
      }
    },
    { name, values },
  );
}
