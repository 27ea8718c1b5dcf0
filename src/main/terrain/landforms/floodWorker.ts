import { parentPort } from 'node:worker_threads';
import { criticalPoints } from './criticalPoints';
import type { ElevationGrid } from './elevationGrid';

/** Entry of a worker that finds the critical points of one grid. */
parentPort?.once('message', (grid: ElevationGrid) => {
  void criticalPoints(grid).then((points) => {
    parentPort?.postMessage(points);
  });
});
