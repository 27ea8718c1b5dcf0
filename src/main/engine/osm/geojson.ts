import { z } from 'zod';
import { isWanted, type OsmFeature, type Wanted } from './osmFeature';

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

/** A feature of RFC 7946, section 3.2, in lon/lat degrees. */
export const geojsonFeature = z.object({
  type: z.literal('Feature'),
  id: z.union([z.string(), z.number()]).optional(),
  properties: z.record(z.string(), z.unknown()).nullable(),
  geometry: geometry.nullable(),
});

/** The parts of a GeoJSON feature, none where it is not wanted. Areas count as their outlines. */
export function geojsonParts(item: z.infer<typeof geojsonFeature>, wanted: Wanted): OsmFeature[] {
  if (item.geometry === null) return [];
  const properties = item.properties ?? {};
  const tags = tagsOf(properties);
  if (!isWanted(wanted, tags)) return [];
  const ref = refOf(item.id, properties);
  const parts = partsOf(item.geometry);
  return parts.map((part, index) => ({
    ref: ref !== null && parts.length > 1 ? `${ref}.${index}` : ref,
    tags,
    coordinates: Float64Array.from(part.flatMap(([lon, lat]) => [lon, lat])),
  }));
}

/** Whether a feature's identity is one of OpenStreetMap's; parts of a feature have a number behind it. */
export const isOsmRef = (ref: string | null): boolean =>
  ref !== null && /^(node|way|relation)\/\d+(\.\d+)?$/.test(ref);

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
  const { tags: nested } = properties;
  const isNested = typeof nested === 'object' && nested !== null && !Array.isArray(nested);
  const tags: Record<string, string> = {};
  for (const [key, value] of Object.entries(isNested ? nested : properties)) {
    if (typeof value === 'string' && !key.startsWith('@')) tags[key] = value;
  }
  return tags;
}

function refOf(id: string | number | undefined, properties: Record<string, unknown>): string | null {
  const given = properties['@id'] ?? id;
  return typeof given === 'string' || typeof given === 'number' ? String(given) : null;
}
