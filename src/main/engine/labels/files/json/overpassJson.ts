import type { Member, OsmAssembly, Where } from '../osm/assembly';
import { isRecord } from './values';

/** Whether a server's remark says that it stopped half-way. */
export const saysGivenUp = (remark: unknown): remark is string =>
  typeof remark === 'string' && /error|timed out|out of memory/i.test(remark);

/**
 * Shows an element of an Overpass server's JSON response to the assembly ("Overpass API/Output Formats", OpenStreetMap wiki):
 * with `center`, `bounds` or `geometry`, or by ids alone.
 * @returns whether it is one; areas, counts and what queries derive have no place of their own
 */
export function takeElement(value: unknown, assembly: OsmAssembly): boolean {
  if (!isRecord(value) || typeof value.type !== 'string') return false;
  const { type, id } = value;
  if (type !== 'node' && type !== 'way' && type !== 'relation') return true;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return false;
  const tags = tagsOf(value.tags);
  if (tags === null) return true;
  if (type === 'node') {
    const at = pairOf(value);
    if (at === null) return false;
    assembly.node(id, at[0] ?? NaN, at[1] ?? NaN, tags);
  } else if (type === 'way') assembly.way(id, tags, whereOf(value));
  else assembly.relation(id, tags, membersOf(value.members), centreOf(value));
  return true;
}

/** The location of an element, as far as it gives one. */
export function whereOf(value: Readonly<Record<string, unknown>>): Where {
  const { nodes, geometry } = value;
  const coordinates = lineOf(geometry);
  const centre = centreOf(value);
  return {
    ...(Array.isArray(nodes) ? { refs: nodes.filter((node) => typeof node === 'number') } : {}),
    ...(coordinates === null ? {} : { coordinates }),
    ...(centre === undefined ? {} : { centre }),
  };
}

/** A longitude, latitude pair. */
export function pairOf(value: unknown): Float64Array | null {
  if (!isRecord(value)) return null;
  const { lat, lon } = value;
  return typeof lat === 'number' && typeof lon === 'number' ? Float64Array.of(lon, lat) : null;
}

function tagsOf(value: unknown): Record<string, string> | null {
  if (!isRecord(value)) return null;
  const tags: Record<string, string> = {};
  for (const key in value) {
    const text = value[key];
    if (typeof text === 'string') tags[key] = text;
  }
  return tags;
}

/** Places beyond the requested box come as null. */
function lineOf(value: unknown): Float64Array | null {
  if (!Array.isArray(value)) return null;
  const pairs = value.flatMap((each) => Array.from(pairOf(each) ?? []));
  return pairs.length > 0 ? Float64Array.from(pairs) : null;
}

function membersOf(value: unknown): Member[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map(({ type, ref, role, geometry }) => {
    const coordinates = lineOf(geometry);
    return {
      type: typeof type === 'string' ? type : '',
      ref: typeof ref === 'number' ? ref : NaN,
      role: typeof role === 'string' ? role : '',
      ...(coordinates === null ? {} : { coordinates }),
    };
  });
}

function centreOf({ center, bounds }: Readonly<Record<string, unknown>>): Float64Array | undefined {
  const centre = pairOf(center);
  if (centre !== null) return centre;
  if (!isRecord(bounds)) return undefined;
  const [west, east, south, north] = ['minlon', 'maxlon', 'minlat', 'maxlat'].map((name) => bounds[name]);
  const isBox = [west, east, south, north].every((each) => typeof each === 'number');
  return isBox
    ? Float64Array.of((Number(west) + Number(east)) / 2, (Number(south) + Number(north)) / 2)
    : undefined;
}
