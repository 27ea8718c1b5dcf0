import { reasons, type LabelFeature, type Part } from '../feature';
import { isRecord } from './values';

const geometryTypes: ReadonlySet<unknown> = new Set([
  'Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon', 'GeometryCollection',
]); // prettier-ignore

/** The deepest nesting of collections in collections. */
const COLLECTIONS_MAX = 20;

/** Whether an object of GeoJSON is a geometry on its own. */
export const isGeometry = (type: unknown): boolean => geometryTypes.has(type);

/**
 * A feature of GeoJSON (RFC 7946, section 3.2), or a geometry on its own; some deviations are tolerated: no properties, no
 * geometry, an id of null.
 * @returns a reason where no feature can be made of it
 */
export function geojsonFeature(value: unknown): LabelFeature | string {
  if (!isRecord(value)) return reasons.noFeature;
  if (value.type !== 'Feature') {
    if (!isGeometry(value.type)) return reasons.noFeature;
    const parts = partsOf(value, 0);
    return parts === null ? reasons.damaged : { ref: null, attributes: {}, parts };
  }
  const { id, properties, geometry } = value;
  const attributes = isRecord(properties) ? properties : {};
  if (geometry === null || geometry === undefined) return { ref: null, id, attributes, parts: [] };
  const parts = partsOf(geometry, 0);
  return parts === null ? reasons.damaged : { ref: null, id, attributes, parts };
}

/** The parts of a geometry; null where it is damaged. */
function partsOf(geometry: unknown, depth: number): Part[] | null {
  if (!isRecord(geometry) || depth > COLLECTIONS_MAX) return null;
  const { type, coordinates, geometries } = geometry;
  if (type === 'GeometryCollection') {
    return Array.isArray(geometries) ? joined(geometries.map((each) => partsOf(each, depth + 1))) : null;
  }
  if (!Array.isArray(coordinates)) return null;
  switch (type) {
    case 'Point':
      return coordinates.length === 0 ? [] : point(coordinates);
    case 'MultiPoint':
      return joined(coordinates.map(point));
    case 'LineString':
      return line(coordinates);
    case 'MultiLineString':
      return joined(coordinates.map(line));
    case 'Polygon':
      return polygon(coordinates);
    case 'MultiPolygon':
      return joined(coordinates.map(polygon));
    default:
      return null;
  }
}

function joined(parts: readonly (Part[] | null)[]): Part[] | null {
  const all: Part[] = [];
  for (const each of parts) {
    if (each === null) return null;
    all.push(...each);
  }
  return all;
}

function point(position: unknown): Part[] | null {
  const coordinates = pairs([position]);
  return coordinates === null ? null : [{ kind: 'point', coordinates }];
}

function line(positions: unknown): Part[] | null {
  const coordinates = pairs(positions);
  if (coordinates === null) return null;
  if (coordinates.length === 0) return [];
  return [{ kind: coordinates.length === 2 ? 'point' : 'line', coordinates }];
}

function polygon(rings: unknown): Part[] | null {
  if (!Array.isArray(rings)) return null;
  if (rings.length === 0) return [];
  const read: Float64Array[] = [];
  for (const ring of rings) {
    const coordinates = pairs(ring);
    if (coordinates === null || coordinates.length === 0) return null;
    read.push(coordinates);
  }
  return [{ kind: 'polygon', rings: read }];
}

/** Positions without their elevations; null where one of them is invalid. */
function pairs(positions: unknown): Float64Array | null {
  if (!Array.isArray(positions)) return null;
  const coordinates = new Float64Array(2 * positions.length);
  for (let i = 0; i < positions.length; i++) {
    const position: unknown = positions[i];
    if (!Array.isArray(position)) return null;
    const x: unknown = position[0];
    const y: unknown = position[1];
    if (typeof x !== 'number' || typeof y !== 'number') return null;
    coordinates[2 * i] = x;
    coordinates[2 * i + 1] = y;
  }
  return coordinates;
}
