import { z } from 'zod';

const tags = z.record(z.string(), z.string()).optional();
const position = z.object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) });

/** An element of the JSON that an Overpass server answers with ("Overpass API/Output Formats", OpenStreetMap wiki). */
export const overpassElement = z.discriminatedUnion('type', [
  position.extend({ type: z.literal('node'), id: z.number().int(), tags }),
  z.object({
    type: z.literal('way'),
    id: z.number().int(),
    tags,
    nodes: z.array(z.number().int()).optional(),
    geometry: z.array(position.nullable()).optional(),
  }),
  z.object({ type: z.literal('relation'), id: z.number().int() }),
]);

/** Whether a server's remark says that it stopped half-way. */
export const saysGivenUp = (remark: unknown): remark is string =>
  typeof remark === 'string' && /error|timed out|out of memory/i.test(remark);
