import { z } from 'zod';
import { lonLat } from '../geo/lonLat';
import { panels } from './panels';

/** Radii whose detections and probabilities the map shows: the current one, a range, or all, stacked. */
const radiiShown = z.enum(['one', 'range', 'all']);
export type RadiiShown = z.infer<typeof radiiShown>;

/** The view of a project when it was last open. */
export const projectView = z.object({
  /** Of the project file. */
  path: z.string(),
  /** Centre of the map and its zoom level: each level doubles the scale. */
  centre: lonLat,
  zoom: z.number(),
  panel: z.literal(panels.map(({ id }) => id)),
  activeClassId: z.string(),
  /** Current radius, metres; 0 where there was no terrain. */
  radiusM: z.number().nonnegative(),
  radiiShown,
  /** The run on the map, and the class whose probabilities are shown; null for none. */
  runId: z.number().int().nullable(),
  probabilityClassId: z.string().nullable(),
});
export type ProjectView = z.infer<typeof projectView>;
