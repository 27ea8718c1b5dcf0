import type { classMaps as classMapContract } from '../../../shared/contract/classMaps';
import type { Handlers } from '../../../shared/rpc/contract';
import type { Project } from '../context';
import { findRun } from '../detections/runs';
import { classAt } from './classAt';
import { classMapOf } from './classMap';
import { classMapTile } from './classMapTile';
import { classShares } from './classShares';

/** The likeliest class of each place: on the map, counted, and of one place. */
export function classMapHandlers(
  project: () => Project,
): Handlers<{ classMaps: typeof classMapContract }>['classMaps'] {
  return {
    tile: async (request) => {
      const map = await classMapOf(project(), request);
      return map === null ? null : classMapTile(map, request);
    },
    shares: async ({ threshold, box, ...source }) => {
      const map = await classMapOf(project(), source);
      if (map === null) return null;
      return classShares(map, await findRun(project().database, source.runId), threshold, box);
    },
    at: ({ lonDeg, latDeg, ...source }) => classAt(project(), source, { lonDeg, latDeg }),
  };
}
