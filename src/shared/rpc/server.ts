import { userErrorOf } from '../systemErrors';
import { UserError } from '../errors';
import { saidOf } from '../plainIssues';
import type { Call, Contract, Handlers, Stream } from './contract';
import { request, type Channel, type Response } from './message';

type AnyHandler = (input: unknown, signal: AbortSignal) => unknown;

/** One running procedure: a call, or a stream that waits to be asked for its next event. */
interface Running {
  readonly abort: AbortController;
  readonly events: AsyncIterator<unknown> | null;
}

/**
 * Serves a contract's procedures on a channel until it closes; then everything still running is aborted.
 * Inputs are parsed before a handler sees them.
 * @param onBug called with every error that is not a UserError
 */
export function serve<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  channel: Channel,
  onBug: (error: unknown, procedure: string) => void,
): void {
  const running = new Map<number, Running>();
  const send = (message: Response): void => {
    channel.send(message);
  };

  const fail = (id: number, error: unknown, procedure: string): void => {
    running.delete(id);
    const explained = userErrorOf(error);
    if (explained !== null) {
      send({ kind: 'error', id, code: explained.code, message: explained.message });
      return;
    }
    onBug(error, procedure);
    const detail = error instanceof Error ? error.message : String(error);
    send({ kind: 'error', id, code: null, message: `Something went wrong in ${procedure}: ${detail}` });
  };

  const start = (id: number, namespace: string, name: string, input: unknown): void => {
    const label = `${namespace}.${name}`;
    const found = find(contract, handlers, namespace, name);
    if (found === null) {
      fail(id, new UserError('bad-input', `There is no procedure ${label}.`), label);
      return;
    }
    const parsed = found.procedure.input.safeParse(input);
    if (!parsed.success) {
      fail(
        id,
        new UserError('bad-input', `What was asked is not possible (${label}). ${saidOf(parsed.error)}`),
        label,
      );
      return;
    }
    const abort = new AbortController();
    if (found.procedure.kind === 'stream') {
      const iterable = found.handler(parsed.data, abort.signal) as AsyncIterable<unknown>;
      running.set(id, { abort, events: iterable[Symbol.asyncIterator]() });
      return;
    }
    running.set(id, { abort, events: null });
    void (async () => {
      try {
        const value = await found.handler(parsed.data, abort.signal);
        if (running.delete(id)) send({ kind: 'value', id, value });
      } catch (error) {
        if (running.has(id)) fail(id, error, label);
      }
    })();
  };

  const next = async (id: number): Promise<void> => {
    const events = running.get(id)?.events;
    if (events === null || events === undefined) return;
    try {
      const result = await events.next();
      if (!running.has(id)) return;
      if (result.done === true) {
        running.delete(id);
        send({ kind: 'end', id });
      } else send({ kind: 'value', id, value: result.value });
    } catch (error) {
      if (running.has(id)) fail(id, error, 'a stream');
    }
  };

  const cancel = (id: number): void => {
    const entry = running.get(id);
    if (entry === undefined) return;
    running.delete(id);
    entry.abort.abort();
    entry.events?.return?.().catch((error: unknown) => {
      if (userErrorOf(error) === null) onBug(error, 'a cancelled stream');
    });
  };

  channel.onMessage((message) => {
    const parsed = request.safeParse(message);
    if (!parsed.success) {
      onBug(parsed.error, 'a malformed message');
      return;
    }
    if (parsed.data.kind === 'start') {
      start(parsed.data.id, parsed.data.namespace, parsed.data.procedure, parsed.data.input);
    } else if (parsed.data.kind === 'next') void next(parsed.data.id);
    else cancel(parsed.data.id);
  });
  channel.onClose(() => {
    for (const id of [...running.keys()]) cancel(id);
  });
}

function find<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  namespace: string,
  name: string,
): { procedure: Call | Stream; handler: AnyHandler } | null {
  if (!Object.hasOwn(contract, namespace)) return null;
  const procedures = contract[namespace];
  if (procedures === undefined || !Object.hasOwn(procedures, name)) return null;
  const procedure = procedures[name];
  const handler = (handlers as Record<string, Record<string, AnyHandler>>)[namespace]?.[name];
  return procedure === undefined || handler === undefined ? null : { procedure, handler };
}
