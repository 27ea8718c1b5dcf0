import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import type { Ring } from '../../../shared/geo/rings';

/** Outlines that somebody drew do not make larger files. */
const MOST_BYTES = 16 * 2 ** 20;
const MOST_POLYGONS = 1000;

/** A ring of GeoJSON (RFC 7946, section 3.1.6), without heights. */
const ring = z
  .array(z.array(z.number()).min(2))
  .transform((positions): Ring =>
    Float64Array.from(positions.flatMap(([lon = NaN, lat = NaN]) => [lon, lat])),
  );

const polygon = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(ring) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring)) }),
]);
const feature = z.object({
  type: z.literal('Feature'),
  geometry: polygon,
  properties: z
    .object({ name: z.union([z.string(), z.number()]).nullish().catch(null) })
    .nullish()
    .catch(null),
});
const file = z.union([
  polygon.transform((geometry) => [{ geometry, properties: null }]),
  feature.transform((one) => [one]),
  z
    .object({ type: z.literal('FeatureCollection'), features: z.array(feature).min(1).max(MOST_POLYGONS) })
    .transform(({ features }) => features),
]);

/** A polygon of a file, or several that belong together. */
interface NamedPolygon {
  /** Its property `name`; null where it has none. */
  readonly name: string | null;
  readonly rings: Ring[];
}

/** CRS names of old GeoJSON (2008) that mean the same as none. */
const wgs84 = /^(urn:ogc:def:crs:OGC:1\.3:CRS84|urn:ogc:def:crs:EPSG::4326|EPSG:4326)$/;
const crs = z.object({ crs: z.object({ properties: z.object({ name: z.string() }) }) });

/**
 * The polygons of a GeoJSON file, each as rings for an area or a region.
 * @throws UserError `not-found`, or `unsupported-file` for a file with anything but polygons in longitude and latitude
 */
export async function readPolygonFile(path: string): Promise<NamedPolygon[]> {
  const name = basename(path);
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true) throw new UserError('not-found', `There is no file ${path}.`);
  if (found.size > MOST_BYTES) {
    throw new UserError(
      'unsupported-file',
      `${name} is larger than ${MOST_BYTES / 2 ** 20} MiB. Simplify its outlines, or import it with \`topo2vec labels import\`.`,
    );
  }
  const refused = new UserError(
    'unsupported-file',
    `${name} must be GeoJSON that holds polygons only, at most ${MOST_POLYGONS} of them. Give one polygon or a collection of polygons.`,
  );
  let json: unknown;
  try {
    json = JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
  } catch {
    throw refused;
  }
  const stated = crs.safeParse(json).data?.crs.properties.name;
  if (stated !== undefined && !wgs84.test(stated)) {
    throw new UserError(
      'unsupported-file',
      `${name} is in ${stated}. Convert it to longitude and latitude: \`ogr2ogr -t_srs EPSG:4326 areas.geojson ${name}\`.`,
    );
  }
  const parsed = file.safeParse(json);
  if (!parsed.success) throw refused;
  return parsed.data.map(({ geometry, properties }) => ({
    name: properties?.name?.toString().trim() ?? null,
    rings: geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat(),
  }));
}
