import { computeContract } from '../../shared/contract/compute';
import { gridContract } from '../../shared/contract/grid';
import { UserError } from '../../shared/errors';
import { connect } from '../../shared/rpc/client';
import { emitterChannel } from '../../shared/rpc/ports';
import { serve } from '../../shared/rpc/server';
import { listenToShell } from '../platform/parentPort';
import { logLine } from '../platform/processLog';
import { gridHandlers } from './handlers';
import { CurrentGrid } from './work/currentGrid';
import type { GridCompute } from './work/gridCompute';

/** Entry of the process that knows PostgreSQL: it is started when a project of a grid is opened. */
let compute: GridCompute | null = null;

const stopped = (): UserError =>
  new UserError('compute-stopped', 'The compute process is starting. Try again in a moment.');

listenToShell((message, port) => {
  if (port === null) return;
  const channel = emitterChannel(port);
  if (message.kind === 'compute') compute = connect(computeContract, channel, stopped);
  else if (message.kind === 'grid') {
    // Another engine opens its grid anew.
    const current = new CurrentGrid();
    channel.onClose(() => {
      current.close().catch((error: unknown) => {
        logLine('grid', 'closing', error);
      });
    });
    const handlers = gridHandlers(current, () => {
      if (compute === null) throw stopped();
      return compute;
    });
    serve(gridContract, handlers, channel, (error, where) => {
      logLine('grid', where, error);
    });
  }
});
