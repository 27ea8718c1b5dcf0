import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { UserError } from '../../../src/shared/errors';
import { connect } from '../../../src/shared/rpc/client';
import { call, float32Array, nothing, stream, type Client } from '../../../src/shared/rpc/contract';
import { nodeChannel } from '../../../src/shared/rpc/ports';
import { serve } from '../../../src/shared/rpc/server';

const contract = {
  sums: {
    double: call(z.object({ values: float32Array }), float32Array),
    refuse: call(nothing, nothing),
    break: call(nothing, nothing),
    wait: call(nothing, nothing),
    count: stream(z.object({ to: z.number() }), z.number()),
  },
};

let produced: number[] = [];
let aborted = false;
let bugs: string[] = [];
const ports: MessageChannel[] = [];

function start(): { client: Client<typeof contract>; close: () => void } {
  produced = [];
  aborted = false;
  bugs = [];
  const channel = new MessageChannel();
  ports.push(channel);
  serve(
    contract,
    {
      sums: {
        double: ({ values }) => values.map((value) => 2 * value),
        refuse: () => {
          throw new UserError('not-found', 'There is no such thing. Take another.');
        },
        break: () => {
          throw new TypeError('a bug');
        },
        wait: (_, signal) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              aborted = true;
              resolve();
            });
          }),
        count: async function* ({ to }, signal) {
          await Promise.resolve();
          try {
            for (let i = 1; i <= to && !signal.aborted; i++) {
              produced.push(i);
              yield i;
            }
          } finally {
            aborted = signal.aborted;
          }
        },
      },
    },
    nodeChannel(channel.port1),
    (_error, procedure) => bugs.push(procedure),
  );
  const client = connect(
    contract,
    nodeChannel(channel.port2),
    () => new UserError('compute-stopped', 'Gone.'),
  );
  return {
    client,
    close: () => {
      channel.port1.close();
    },
  };
}

afterEach(() => {
  for (const { port1 } of ports.splice(0)) port1.close();
});

describe('calls', () => {
  test('carry typed arrays both ways', async () => {
    const { client } = start();
    const answer = await client.sums.double({ values: Float32Array.of(1.5, -2) });
    expect(answer).toBeInstanceOf(Float32Array);
    expect([...answer]).toEqual([3, -4]);
  });

  test('refuse input of the wrong shape before the handler sees it', async () => {
    const { client } = start();
    const wrong: unknown = { values: [1, 2] };
    await expect(client.sums.double(wrong as { values: Float32Array })).rejects.toMatchObject({
      code: 'bad-input',
    });
  });

  test('keep code and message of user errors, and report bugs', async () => {
    const { client } = start();
    await expect(client.sums.refuse()).rejects.toMatchObject({
      name: 'UserError',
      code: 'not-found',
      message: 'There is no such thing. Take another.',
    });
    expect(bugs).toEqual([]);
    await expect(client.sums.break()).rejects.toThrow(/sums\.break: a bug/);
    expect(bugs).toEqual(['sums.break']);
  });

  test('stop when their signal fires', async () => {
    const { client } = start();
    const stop = new AbortController();
    const waiting = client.sums.wait(undefined, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => aborted).toBe(true);
  });

  test('fail when the other end goes away, at once and later', async () => {
    const { client, close } = start();
    const waiting = client.sums.wait();
    close();
    await expect(waiting).rejects.toMatchObject({ code: 'compute-stopped' });
    await expect(client.sums.refuse()).rejects.toMatchObject({ code: 'compute-stopped' });
  });
});

describe('streams', () => {
  test('arrive complete and end', async () => {
    const { client } = start();
    const received: number[] = [];
    for await (const value of client.sums.count({ to: 5 })) received.push(value);
    expect(received).toEqual([1, 2, 3, 4, 5]);
  });

  test('produce no event before it is requested', async () => {
    const { client } = start();
    const events = client.sums.count({ to: 1000 });
    expect((await events.next()).value).toBe(1);
    expect((await events.next()).value).toBe(2);
    await client.sums.double({ values: Float32Array.of(1) });
    expect(produced).toEqual([1, 2]);
    await events.return();
  });

  test('stop their producer when the reader stops', async () => {
    const { client } = start();
    for await (const value of client.sums.count({ to: 1000 })) if (value === 3) break;
    await expect.poll(() => aborted).toBe(true);
    expect(produced.length).toBeLessThan(5);
  });
});
