import { flatGroundOf, type FlatGround } from '../../layers/maps/flatCells';
import type { Project } from '../context';
import { terrainNoise } from '../dtms/noise';

/**
 * Terrain whose relief within a patch is below a multiple of its DTM's vertical noise.
 * @param times the multiple; 0: no terrain is too flat
 */
export const flatGround = async (project: Project, times: number): Promise<FlatGround> =>
  flatGroundOf(times === 0 ? [] : await terrainNoise(project), times);
