import { z } from 'zod';

/** Exported places as GeoJSON, with what is promised of every such file. */
export const pointCollection = z.object({
  type: z.literal('FeatureCollection'),
  attribution: z.string(),
  provenance: z.object({ encoder: z.string(), dtms: z.array(z.string()), created: z.iso.datetime() }),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      geometry: z.object({
        type: z.literal('Point'),
        coordinates: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]),
      }),
      properties: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    }),
  ),
});
