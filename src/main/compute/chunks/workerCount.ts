import os from 'node:os';

/** Memory of the machine for each worker: four times what one takes at most. */
const MACHINE_BYTES = 2 ** 30;

/** Lattices of fewer chunks are finished before workers would have started. */
const LEAST_CHUNKS = 8;

/** Threads that the machine has for this process. */
function machineThreads(): number {
  // Node 16 has no such function.
  const system: { availableParallelism?: () => number } = os;
  return system.availableParallelism?.() ?? os.cpus().length;
}

/**
 * How many workers do the chunks of a lattice: as many as there are threads, as far as the machine's memory suffices. 0: workers are not
 * worth while, or there is one thread only.
 * @param share of the threads for the workers, 0..1; at least one worker
 * @param most threads that may be used; default: all of the machine's
 */
export function workerCount(chunks: number, share: number, most = machineThreads()): number {
  if (chunks < LEAST_CHUNKS || most < 2) return 0;
  const byMemory = Math.floor(os.totalmem() / MACHINE_BYTES);
  return Math.max(1, Math.min(Math.floor(share * most), byMemory, Math.floor(chunks / 2)));
}
