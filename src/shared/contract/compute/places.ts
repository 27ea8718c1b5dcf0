import { z } from 'zod';
import { call, float32Array, float64Array, nothing } from '../../rpc/contract';
import { terrainSources } from './terrain';

const around = z.object({
  terrain: terrainSources,
  /** [n, 2] lon, lat in degrees */
  locations: float64Array,
  radiusM: z.number().positive(),
});

/** What the terrain around places is like. */
export const places = {
  /** Begins with what takes long of the surroundings of places that are near these, while they are moved to their best positions. */
  prepareSurroundings: call(around, nothing),
  /** The terrain around places, at a radius (shared/terrain/surroundings.ts). */
  surroundings: call(
    around,
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
