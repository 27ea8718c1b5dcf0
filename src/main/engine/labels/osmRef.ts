import { attributeOf, textOf } from './attributes';
import type { Attributes, Part } from './files/feature';
import { hasPackedTags } from './unpackTags';

/** An object of OpenStreetMap, perhaps a part of it or a place along it. */
const written = /^(node|way|relation)\/([1-9]\d{0,15})([.#][\w.#]*)?$/;
const types: Readonly<Record<string, string>> = {
  n: 'node', node: 'node', w: 'way', way: 'way', r: 'relation', relation: 'relation', rel: 'relation',
}; // prettier-ignore

/** Whether an identity is one of OpenStreetMap's. */
export const isOsmRef = (ref: string): boolean => written.test(ref);

/**
 * Which object of OpenStreetMap a feature is, as exporting programs write it: `@id` or `id` (osmtogeojson), `full_id` (QuickOSM),
 * a type beside an id (OSMnx, pyrosm), `osm_id` of GDAL's layers, `source_ref` of this program. Null for any other id: many
 * programs number the rows of each file from 0.
 */
export function osmRefOf(id: unknown, attributes: Attributes, parts: readonly Part[]): string | null {
  for (const value of [attributes['@id'], id, attributes.id, attributes.source_ref])
    if (typeof value === 'string' && written.test(value)) return value;
  const full = /^([nwr])(\d+)$/.exec(textOf(attributes.full_id) ?? '');
  if (full !== null) return ref(types[full[1] ?? ''], full[2]);
  const type = types[(textOf(attributes.osm_type ?? attributes['@type'] ?? attributes.element_type ?? attributes.element) ?? '').toLowerCase()]; // prettier-ignore
  const number = textOf(attributeOf(attributes, 'osm_id') ?? attributes.osmid ?? attributes['@id'] ?? attributes.id ?? id); // prettier-ignore
  if (type !== undefined) return ref(type, number);
  const isOsmTable = hasPackedTags(attributes) || Object.hasOwn(attributes, 'fclass');
  if (!isOsmTable) return null;
  // GDAL's multipolygons are relations, or ways that have a column of their own; Geofabrik's may be either.
  const wayId = textOf(attributes.osm_way_id);
  if (wayId !== null) return ref('way', wayId);
  const kind = parts[0]?.kind;
  const osmId = textOf(attributeOf(attributes, 'osm_id'));
  if (kind === 'point' && parts.length === 1) return ref('node', osmId);
  if (kind === 'line' && parts.length === 1) return ref('way', osmId);
  return Object.hasOwn(attributes, 'osm_way_id') ? ref('relation', osmId) : null;
}

function ref(type: string | undefined, number: string | null | undefined): string | null {
  const text = `${type ?? ''}/${number ?? ''}`;
  return written.test(text) ? text : null;
}
