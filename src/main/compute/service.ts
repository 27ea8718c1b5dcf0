import { computeContract } from '../../shared/contract/compute';
import { emitterChannel } from '../../shared/rpc/ports';
import { serve } from '../../shared/rpc/server';
import { listenToShell } from '../parentPort';
import { computeHandlers } from './handlers';

/** Entry of compute's process: the only one that loads TensorFlow. */
const handlers = computeHandlers();

listenToShell((message, port) => {
  if (message.kind !== 'compute' || port === null) return;
  serve(computeContract, handlers, emitterChannel(port), (error, where) => {
    console.error(`[compute] ${where}:`, error);
  });
});
