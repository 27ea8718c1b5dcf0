import type { Project, TaskWork } from '../context';
import { terrainNoise } from './noise';

/**
 * Builds the missing pyramids and stores the exact figures that result; also the vertical noise, which projects of older versions
 * lack.
 */
export function buildPyramidsWork(project: Project): TaskWork {
  return async (report, signal) => {
    const built = await project.useTerrain(async (terrain) => {
      let steps = 0;
      for await (const progress of terrain.buildPyramids(signal)) {
        steps += 1;
        report(progress);
      }
      await project.database.transaction(async (transaction) => {
        for (const { metadata, statistics } of terrain.dtms) {
          if (statistics === null) continue;
          await transaction.run(
            'UPDATE dtms SET min_m = ?, max_m = ?, no_data_share = ? WHERE fingerprint = ?',
            [statistics.minM, statistics.maxM, statistics.noDataShare, metadata.fingerprint],
          );
        }
      });
      return steps > 0;
    });
    await terrainNoise(project);
    if (built) await project.renewTerrain('dtms');
    else project.changed('dtms');
    return { kind: 'nothing' };
  };
}
