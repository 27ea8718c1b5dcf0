import { constants, setPriority } from 'node:os';
import { computeContract } from '../../shared/contract/compute';
import { emitterChannel } from '../../shared/rpc/ports';
import { serve } from '../../shared/rpc/server';
import { listenToShell } from '../platform/parentPort';
import { logLine } from '../platform/processLog';
import { computeHandlers } from './handlers';

/** Entry of the compute process: the only one that loads TensorFlow. */
const handlers = computeHandlers();

// Drawing and requests come first: without a graphics card the same CPU draws the window. Threads inherit the priority,
// so it is set before TensorFlow starts its own.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

listenToShell((message, port) => {
  if (message.kind !== 'compute' || port === null) return;
  serve(computeContract, handlers, emitterChannel(port), (error, where) => {
    logLine('compute', where, error);
  });
});
