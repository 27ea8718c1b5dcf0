import { UserError } from '../errors';
import type { Call, Client, Contract, Stream } from './contract';
import { response, type Channel, type Request, type Response } from './message';

type Listener = (message: Response | { kind: 'closed' }) => void;

/**
 * A client of the contract that the other end of the channel serves. Responses are parsed.
 * UserErrors arrive as UserError, all others as Error.
 * @param whenClosed makes the error of pending requests when the channel closes
 */
export function connect<C extends Contract>(
  contract: C,
  channel: Channel,
  whenClosed: () => Error,
): Client<C> {
  const listeners = new Map<number, Listener>();
  let closed = false;
  let lastId = 0;

  channel.onMessage((message) => {
    const parsed = response.parse(message);
    listeners.get(parsed.id)?.(parsed);
  });
  channel.onClose(() => {
    closed = true;
    for (const listener of [...listeners.values()]) listener({ kind: 'closed' });
  });

  const send = (message: Request): void => {
    channel.send(message);
  };

  /** Sends a request and waits for the one answer to it. */
  const answer = (id: number, message: Request, signal: AbortSignal | undefined): Promise<Response> =>
    new Promise((resolve, reject) => {
      if (closed) {
        reject(whenClosed());
        return;
      }
      const settle = (act: () => void): void => {
        listeners.delete(id);
        signal?.removeEventListener('abort', onAbort);
        act();
      };
      const onAbort = (): void => {
        settle(() => {
          send({ kind: 'cancel', id });
          reject(new UserError('cancelled', 'Cancelled.'));
        });
      };
      listeners.set(id, (reply) => {
        settle(() => {
          if (reply.kind === 'closed') reject(whenClosed());
          else if (reply.kind === 'error') reject(errorOf(reply.code, reply.message));
          else resolve(reply);
        });
      });
      if (signal?.aborted === true) onAbort();
      else {
        signal?.addEventListener('abort', onAbort);
        send(message);
      }
    });

  const callOf =
    (namespace: string, name: string, procedure: Call) =>
    async (input: unknown, signal?: AbortSignal): Promise<unknown> => {
      const id = ++lastId;
      const reply = await answer(id, { kind: 'start', id, namespace, procedure: name, input }, signal);
      return procedure.output.parse(reply.kind === 'value' ? reply.value : undefined);
    };

  const streamOf = (namespace: string, name: string, procedure: Stream) =>
    async function* (input: unknown, signal?: AbortSignal): AsyncGenerator<unknown, void, undefined> {
      const id = ++lastId;
      let open = true;
      if (closed) throw whenClosed();
      send({ kind: 'start', id, namespace, procedure: name, input });
      try {
        while (open) {
          const reply = await answer(id, { kind: 'next', id }, signal);
          open = reply.kind === 'value';
          if (reply.kind === 'value') yield procedure.event.parse(reply.value);
        }
      } finally {
        if (open) send({ kind: 'cancel', id });
      }
    };

  const namespaces = Object.entries(contract).map(([namespace, procedures]) => [
    namespace,
    Object.fromEntries(
      Object.entries(procedures).map(([name, procedure]) => [
        name,
        procedure.kind === 'call' ? callOf(namespace, name, procedure) : streamOf(namespace, name, procedure),
      ]),
    ),
  ]);
  return Object.fromEntries(namespaces) as Client<C>;
}

const errorOf = (code: UserError['code'] | null, message: string): Error =>
  code === null ? new Error(message) : new UserError(code, message);
