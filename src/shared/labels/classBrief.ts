import { z } from 'zod';

/** A label class as the result of an experiment names it; `colour` is #rrggbb. */
export const classBrief = z.object({ classId: z.string(), name: z.string(), colour: z.string() });
