import type { Attributes } from './files/feature';

/** Columns that hold all tags of a feature, or the rest of them: GDAL's OSM driver, osmtogeojson, osm2pgsql. */
const PACKED = ['other_tags', 'all_tags', 'tags'];

/** A pair of PostgreSQL's hstore, as GDAL writes it: `"natural"=>"peak"`, with backslashes before quotes. */
const pair = /"((?:[^"\\]|\\.)*)"\s*=>\s*(?:"((?:[^"\\]|\\.)*)"|NULL)/g;

/** Attributes with those packed into one of them, as an object, as JSON or as hstore. */
export function unpackTags(attributes: Attributes): Attributes {
  let unpacked: Record<string, unknown> | null = null;
  for (const name of PACKED) {
    if (!Object.hasOwn(attributes, name)) continue;
    const tags = tagsIn(attributes[name]);
    if (tags !== null) unpacked = { ...(unpacked ?? attributes), ...tags };
  }
  return unpacked ?? attributes;
}

/** Whether a column of packed tags is there, full or not: such a table was made of OpenStreetMap. */
export const hasPackedTags = (attributes: Attributes): boolean =>
  Object.hasOwn(attributes, 'other_tags') || Object.hasOwn(attributes, 'all_tags');

function tagsIn(value: unknown): Record<string, unknown> | null {
  if (isObject(value)) return value;
  if (typeof value !== 'string') return null;
  if (value.startsWith('{')) {
    try {
      const parsed: unknown = JSON.parse(value);
      return isObject(parsed) ? parsed : null;
    } catch {
      return null;
    }
  }
  if (!value.startsWith('"')) return null;
  const tags: Record<string, unknown> = {};
  for (const [, key = '', text] of value.matchAll(pair))
    if (text !== undefined) tags[unescape(key)] = unescape(text);
  return tags;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unescape = (text: string): string => text.replace(/\\(.)/g, '$1');
