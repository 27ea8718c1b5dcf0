import { z } from 'zod';

/** What is needed to do an experiment again, and whom to thank. */
export const provenance = z.object({
  project: z.string(),
  startedMs: z.number(),
  durationS: z.number(),
  /** e.g. `AMD EPYC, 2 threads` */
  machine: z.string(),
  software: z.record(z.string(), z.string()),
  dtms: z.array(z.object({ name: z.string(), fingerprint: z.string() })),
  encoders: z.array(
    z.object({
      name: z.string(),
      variant: z.string(),
      presentations: z.number(),
      seed: z.number(),
      key: z.string(),
    }),
  ),
  attributions: z.array(z.string()),
});
