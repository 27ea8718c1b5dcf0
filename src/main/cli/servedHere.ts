import { MessageChannel } from 'node:worker_threads';
import { UserError } from '../../shared/errors';
import { connect } from '../../shared/rpc/client';
import type { Client, Contract, Handlers } from '../../shared/rpc/contract';
import { nodeChannel } from '../../shared/rpc/ports';
import { serve } from '../../shared/rpc/server';

/** A contract that is served in this process. */
export interface ServedHere<C extends Contract> {
  readonly client: Client<C>;
  readonly close: () => void;
}

/** Serves a contract in this process. What goes to the handlers and back is copied and parsed, as between two processes. */
export function servedHere<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  onBug: (error: unknown, where: string) => void,
): ServedHere<C> {
  const channel = new MessageChannel();
  serve(contract, handlers, nodeChannel(channel.port1), onBug);
  const client = connect(
    contract,
    nodeChannel(channel.port2),
    () => new UserError('compute-stopped', 'The program is closing.'),
  );
  return {
    client,
    close: () => {
      channel.port1.close();
      channel.port2.close();
    },
  };
}
