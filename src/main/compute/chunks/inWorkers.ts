import { Worker } from 'node:worker_threads';
import { UserError } from '../../../shared/errors';
import { isOutOfMemory } from '../../../shared/systemErrors';
import { connect } from '../../../shared/rpc/client';
import type { Client } from '../../../shared/rpc/contract';
import { workerChannel } from '../../platform/workerChannel';
import { chunkContract } from './chunkContract';
import { ChunkShares, type ChunkAt } from './chunkShares';

type ChunkClient = Client<typeof chunkContract>['chunks'];

/**
 * Processes the chunks of a lattice in workers, which end with it. Results come in the order in which they are ready; a worker is ahead of
 * its consumer by no more than one finished chunk and the one that it is working on.
 * @param work processes some chunks in a worker
 * @param code of the workers, which implement the chunk contract; default: that of `chunkWorker.ts`
 * @throws UserError as of the work; `compute-stopped`, `memory` where a worker ended
 */
export async function* inWorkers<Result>(
  chunks: readonly ChunkAt[],
  count: number,
  work: (client: ChunkClient, chunks: ChunkAt[]) => AsyncGenerator<Result>,
  code?: string,
): AsyncGenerator<Result> {
  const shares = new ChunkShares(chunks, count);
  const { default: usual } = await import('./chunkWorker?bundled');
  const workers = Array.from({ length: count }, () => startWorker(code ?? usual));
  const streams = workers.map(({ client }, number) => workOf(client, shares, number, work));
  const ahead = new Map<number, Promise<{ number: number; result: IteratorResult<Result> }>>();
  const goOn = (number: number): void => {
    const stream = streams[number];
    if (stream === undefined) return;
    const ready = stream.next().then((result) => ({ number, result }));
    // A waiting consumer gets the error; there is none if another worker failed before.
    ready.catch(() => undefined);
    ahead.set(number, ready);
  };
  try {
    for (const number of workers.keys()) goOn(number);
    while (ahead.size > 0) {
      const { number, result } = await Promise.race(ahead.values());
      if (result.done === true) {
        ahead.delete(number);
        continue;
      }
      goOn(number);
      yield result.value;
    }
  } finally {
    for (const { worker } of workers) void worker.terminate();
  }
}

/** One worker's part of the work. */
async function* workOf<Result>(
  client: ChunkClient,
  shares: ChunkShares,
  number: number,
  work: (client: ChunkClient, chunks: ChunkAt[]) => AsyncGenerator<Result>,
): AsyncGenerator<Result> {
  for (let some = shares.next(number); some.length > 0; some = shares.next(number)) yield* work(client, some);
}

function startWorker(code: string): { readonly worker: Worker; readonly client: ChunkClient } {
  const worker = new Worker(code, { eval: true });
  let failure: Error | undefined;
  worker.on('error', (error: Error) => {
    failure = error;
  });
  const ended = (): Error =>
    new UserError(
      'compute-stopped',
      `A worker that reads terrain stopped (${failure?.message ?? 'no reason given'}). ` +
        'Finished work is kept: start again.',
      { cause: failure },
    );
  const client = connect(chunkContract, workerChannel(worker), () =>
    failure !== undefined && isOutOfMemory(failure) ? failure : ended(),
  );
  return { worker, client: client.chunks };
}
