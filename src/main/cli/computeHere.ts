import { MessageChannel } from 'node:worker_threads';
import { computeContract } from '../../shared/contract/compute';
import { UserError } from '../../shared/errors';
import { connect } from '../../shared/rpc/client';
import type { Client } from '../../shared/rpc/contract';
import { nodeChannel } from '../../shared/rpc/ports';
import { serve } from '../../shared/rpc/server';
import { computeHandlers } from '../compute/handlers';

/** Compute in this process, connected as in the app. */
export interface ComputeHere {
  readonly client: Client<typeof computeContract>;
  readonly close: () => void;
}

/**
 * Starts compute in this process.
 * @param threads that it computes with; default: all of the machine's
 */
export function computeHere(onBug: (error: unknown, where: string) => void, threads?: number): ComputeHere {
  const channel = new MessageChannel();
  serve(computeContract, computeHandlers(threads), nodeChannel(channel.port1), onBug);
  const client = connect(
    computeContract,
    nodeChannel(channel.port2),
    () => new UserError('compute-stopped', 'Compute stopped.'),
  );
  return {
    client,
    close: () => {
      channel.port1.close();
      channel.port2.close();
    },
  };
}
