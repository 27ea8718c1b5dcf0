import { z } from 'zod';
import { call } from '../rpc/contract';

export const exports = {
  /** Writes detections of a run, or hits of a retrieval, as GeoJSON (RFC 7946); returns the number of features. */
  geojson: call(
    z.object({
      source: z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('run'),
          /** Null: the newest. */
          runId: z.number().int().nullable(),
        }),
        z.object({ kind: z.literal('retrieval'), retrievalId: z.number().int() }),
      ]),
      path: z.string(),
    }),
    z.number().int(),
  ),
};
