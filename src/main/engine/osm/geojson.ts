import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import type { OsmFeature, OsmFeatures, WantsTags } from './osmFeature';

/** A position of RFC 7946, section 3.1.1: longitude, latitude, and perhaps an elevation, which is not used. */
const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).rest(z.number());
const line = z.array(position).min(1);

const geometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Point'), coordinates: position }),
  z.object({ type: z.literal('MultiPoint'), coordinates: z.array(position) }),
  z.object({ type: z.literal('LineString'), coordinates: line }),
  z.object({ type: z.literal('MultiLineString'), coordinates: z.array(line) }),
  z.object({ type: z.literal('Polygon'), coordinates: z.array(line).min(1) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(line).min(1)) }),
]);

const feature = z.object({
  type: z.literal('Feature'),
  id: z.union([z.string(), z.number()]).optional(),
  properties: z.record(z.string(), z.unknown()).nullable(),
  geometry: geometry.nullable(),
});

/** A feature collection of RFC 7946, section 3.3; the copyright member is what Overpass tools write. */
const collection = z.object({
  type: z.literal('FeatureCollection'),
  copyright: z.string().optional(),
  attribution: z.string().optional(),
  features: z.array(feature),
});

/** Whether a parsed JSON value looks like a GeoJSON feature collection. */
export const isFeatureCollection = (value: unknown): boolean =>
  z.object({ type: z.literal('FeatureCollection') }).safeParse(value).success;

/**
 * Features of a GeoJSON collection, RFC 7946. Areas count as their outlines.
 * @throws UserError `unsupported-file` when it is no valid GeoJSON; coordinates must be lon/lat degrees
 */
export function readGeojson(value: unknown, name: string, wants: WantsTags): OsmFeatures {
  const parsed = collection.safeParse(value);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new UserError(
      'unsupported-file',
      `${name} is not GeoJSON in lon/lat degrees (${first?.path.join('.') ?? ''}: ${first?.message ?? ''}).`,
    );
  }
  const features: OsmFeature[] = [];
  let osmIds = 0;
  for (const item of parsed.data.features) {
    if (item.geometry === null) continue;
    const tags = tagsOf(item.properties ?? {});
    if (!wants(tags)) continue;
    const ref = refOf(item.id, item.properties ?? {});
    if (ref !== null && /^(node|way|relation)\/\d+$/.test(ref)) osmIds += 1;
    const parts = partsOf(item.geometry);
    for (const [index, part] of parts.entries()) {
      features.push({
        ref: ref !== null && parts.length > 1 ? `${ref}.${index}` : ref,
        tags,
        coordinates: Float64Array.from(part.flatMap(([lon, lat]) => [lon, lat])),
      });
    }
  }
  const notice = `${parsed.data.copyright ?? ''} ${parsed.data.attribution ?? ''}`;
  return { features, fromOsm: osmIds > 0 || /openstreetmap/i.test(notice) };
}

type Position = z.infer<typeof position>;

function partsOf(shape: z.infer<typeof geometry>): Position[][] {
  switch (shape.type) {
    case 'Point':
      return [[shape.coordinates]];
    case 'MultiPoint':
      return shape.coordinates.map((point) => [point]);
    case 'LineString':
      return [shape.coordinates];
    case 'MultiLineString':
    case 'Polygon':
      return shape.coordinates;
    case 'MultiPolygon':
      return shape.coordinates.flat();
  }
}

/** Tags stand among the properties, or in a `tags` member of them (osmtogeojson's two styles). */
function tagsOf(properties: Record<string, unknown>): Record<string, string> {
  const nested = z.record(z.string(), z.unknown()).safeParse(properties.tags);
  const tags: Record<string, string> = {};
  for (const [key, value] of Object.entries(nested.success ? nested.data : properties)) {
    if (typeof value === 'string' && !key.startsWith('@')) tags[key] = value;
  }
  return tags;
}

function refOf(id: string | number | undefined, properties: Record<string, unknown>): string | null {
  const given = properties['@id'] ?? id;
  return typeof given === 'string' || typeof given === 'number' ? String(given) : null;
}
