import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import type { OsmFeature, OsmFeatures, WantsTags } from './osmFeature';

const tags = z.record(z.string(), z.string()).optional();
const position = z.object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) });

const element = z.discriminatedUnion('type', [
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

/** The JSON that an Overpass server answers with ("Overpass API/Output Formats", OpenStreetMap wiki). */
const overpassAnswer = z.object({ elements: z.array(element), remark: z.string().optional() });

/** Whether a parsed JSON value looks like an Overpass answer. */
export const isOverpassAnswer = (value: unknown): boolean =>
  z.object({ elements: z.array(z.unknown()) }).safeParse(value).success;

/**
 * Features of an Overpass answer. Ways take their line from their own geometry, else from the nodes in the answer.
 * @param name the file or server, for messages
 * @throws UserError `unsupported-file` when it is something else; `network` when the server stopped half-way
 */
export function readOverpassJson(value: unknown, name: string, wants: WantsTags): OsmFeatures {
  const parsed = overpassAnswer.safeParse(value);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new UserError(
      'unsupported-file',
      `${name} is not a valid Overpass answer (${first?.path.join('.') ?? ''}: ${first?.message ?? ''}).`,
    );
  }
  const { elements, remark } = parsed.data;
  if (remark !== undefined && /error|timed out|out of memory/i.test(remark)) {
    throw new UserError(
      'network',
      `The Overpass server gave up: ${remark}. Choose a smaller area and try again.`,
    );
  }
  const nodes = new Map<number, [number, number]>();
  for (const item of elements) if (item.type === 'node') nodes.set(item.id, [item.lon, item.lat]);

  const features: OsmFeature[] = [];
  for (const item of elements) {
    if (item.type === 'relation' || item.tags === undefined || !wants(item.tags)) continue;
    const coordinates =
      item.type === 'node'
        ? [item.lon, item.lat]
        : (item.geometry?.flatMap((point) => (point === null ? [] : [point.lon, point.lat])) ??
          item.nodes?.flatMap((id) => nodes.get(id) ?? []) ??
          []);
    if (coordinates.length === 0) continue;
    features.push({
      ref: `${item.type}/${item.id}`,
      tags: item.tags,
      coordinates: Float64Array.from(coordinates),
    });
  }
  return { features, fromOsm: true };
}
