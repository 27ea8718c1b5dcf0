import { z } from 'zod';
import { lonLat } from '../geo/lonLat';
import { panels } from './panels';

/** Of which radii the map shows detections and probabilities: of the one in hand, of a range, or of all, stacked. */
const radiiShown = z.enum(['one', 'range', 'all']);
export type RadiiShown = z.infer<typeof radiiShown>;

/** How the window showed a project when it was last open. */
export const projectView = z.object({
  /** Of the project file. */
  path: z.string(),
  /** Middle of the map, and how near it is: each step is twice as near as the one before. */
  centre: lonLat,
  zoom: z.number(),
  panel: z.literal(panels.map(({ id }) => id)),
  activeClassId: z.string(),
  /** Radius in hand, metres; 0 where there was no terrain. */
  radiusM: z.number().nonnegative(),
  radiiShown,
  /** The run on the map, and the class whose probabilities are; null for none. */
  runId: z.number().int().nullable(),
  probabilityClassId: z.string().nullable(),
});
export type ProjectView = z.infer<typeof projectView>;
