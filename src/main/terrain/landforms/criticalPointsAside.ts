import { Worker } from 'node:worker_threads';
import { cancelled, throwIfAborted } from '../../../shared/errors';
import { criticalPoints, type CriticalPointsOfTile } from './criticalPoints';
import type { ElevationGrid } from './elevationGrid';

/** Smaller grids are flooded before a worker would have started. */
const LEAST_CELLS = 2 ** 18;

/**
 * As `criticalPoints`, but a large grid is flooded in a worker of its own, so that this thread can do other work meanwhile.
 * @param grid its elevations are moved to the worker
 * @throws UserError `cancelled` when the signal fires
 */
export async function criticalPointsAside(
  grid: ElevationGrid,
  signal?: AbortSignal,
): Promise<CriticalPointsOfTile> {
  if (grid.elevationsM.length < LEAST_CELLS) return criticalPoints(grid, signal);
  const { default: code } = await import('./floodWorker?bundled');
  throwIfAborted(signal);
  const worker = new Worker(code, { eval: true });
  let onAbort = (): void => undefined;
  try {
    return await new Promise<CriticalPointsOfTile>((resolve, reject) => {
      onAbort = () => {
        reject(cancelled());
      };
      signal?.addEventListener('abort', onAbort);
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => {
        reject(new Error('The worker that looked for summits, passes and pits stopped.'));
      });
      worker.postMessage(grid, [grid.elevationsM.buffer as ArrayBuffer]);
    });
  } finally {
    signal?.removeEventListener('abort', onAbort);
    void worker.terminate();
  }
}
