import { gridContract } from '../../shared/contract/grid';
import { emitterChannel } from '../../shared/rpc/ports';
import { serve } from '../../shared/rpc/server';
import { listenToShell } from '../platform/parentPort';
import { logLine } from '../platform/processLog';
import { gridHandlers } from './handlers';

/** Entry of the process that knows PostgreSQL: it is started when a project of a grid is opened. */
listenToShell((message, port) => {
  if (message.kind !== 'grid' || port === null) return;
  // Another engine opens its grid anew.
  serve(gridContract, gridHandlers(), emitterChannel(port), (error, where) => {
    logLine('grid', where, error);
  });
});
