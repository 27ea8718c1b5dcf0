import { z } from 'zod';
import { call, float32Array, float64Array } from '../../rpc/contract';
import { terrainSources } from './terrain';

/** What the terrain around places is like. */
export const places = {
  /** The terrain around places, at a radius (shared/terrain/surroundings.ts). */
  surroundings: call(
    z.object({
      terrain: terrainSources,
      /** [n, 2] lon, lat in degrees */
      locations: float64Array,
      radiusM: z.number().positive(),
    }),
    z.object({
      /** [n, SURROUNDING_VALUES] */
      values: float32Array,
      /**
       * [n, 3, 2] lon, lat in degrees of the most persistent critical point of each kind within a quarter of the radius; NaN
       * where there is none
       */
      anchors: float64Array,
    }),
  ),
} as const;
