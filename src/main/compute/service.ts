import { constants, setPriority } from 'node:os';
import { computeContract } from '../../shared/contract/compute';
import { emitterChannel } from '../../shared/rpc/ports';
import { serve } from '../../shared/rpc/server';
import { listenToShell } from '../platform/parentPort';
import { computeHandlers } from './handlers';

/** Entry of compute's process: the only one that loads TensorFlow. */
const handlers = computeHandlers();

// What is drawn and what is asked for goes first: without a graphics card the same processors draw the window. Threads inherit it,
// so it comes before TensorFlow makes its own.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

listenToShell((message, port) => {
  if (message.kind !== 'compute' || port === null) return;
  serve(computeContract, handlers, emitterChannel(port), (error, where) => {
    console.error(`[compute] ${where}:`, error);
  });
});
