import { z } from 'zod';
import { float64Array, stream, uint16Array } from '../../../shared/rpc/contract';
import { labelSource } from '../osm/byteSource';
import { wanted } from '../osm/osmFeature';
import { classToFill } from './placeLabels';

const request = z.object({
  source: labelSource,
  wanted,
  classes: z.array(classToFill),
  /** Metres between labels along lines. */
  intervalM: z.number().positive(),
});
export type LabelRequest = z.infer<typeof request>;

const event = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), doneBytes: z.number(), totalBytes: z.number() }),
  /** Labels as columns; `classIndex` counts in the classes of the request, `lonLat` holds pairs in degrees. */
  z.object({
    kind: z.literal('labels'),
    classIndex: uint16Array,
    lonLat: float64Array,
    refs: z.array(z.string().nullable()),
  }),
  z.object({ kind: z.literal('end'), fromOsm: z.boolean() }),
]);
export type LabelEvent = z.infer<typeof event>;

/** What the worker that reads label files does: what it is given is not trusted, and it can be ended. */
export const labelReaderContract = { labels: { read: stream(request, event) } };
