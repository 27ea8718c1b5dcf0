import type { Worker } from 'node:worker_threads';
import type { Channel } from '../../shared/rpc/message';

/** A channel to a worker; it closes when the worker ends, and ends the worker when it is closed. */
export const workerChannel = (worker: Worker): Channel => ({
  send: (message) => {
    worker.postMessage(message);
  },
  onMessage: (listener) => {
    worker.on('message', listener);
  },
  onClose: (listener) => {
    worker.on('exit', listener);
  },
  close: () => {
    void worker.terminate();
  },
});
