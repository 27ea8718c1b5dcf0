import type { z } from 'zod';
import { UserError } from '../../../../shared/errors';
import type { ByteSource } from '../byteSource';
import { geojsonFeature, geojsonParts, isOsmRef } from '../geojson';
import { NeededNodes } from '../neededNodes';
import { isWanted, type Found, type Wanted } from '../osmFeature';
import { overpassElement, saysGivenUp } from '../overpassJson';
import { jsonMembers } from './members';

/** Elements between two tidings of progress. */
const TELL_EVERY = 1000;

/**
 * Features of a GeoJSON collection (RFC 7946) or of an Overpass answer, as they are read. Ways of an answer take their
 * line from their own geometry, else from the answer's nodes, for which it is read once more.
 * @throws UserError `unsupported-file` when it is something else; `network` when the server stopped half-way
 */
export function* readLabelJson(source: ByteSource, wanted: Wanted): Generator<Found> {
  const { name } = source;
  const needed = new NeededNodes(name);
  let isCollection = false;
  let isAnswer = false;
  let osmRefs = 0;
  let notice = '';
  for (const { key, index, value } of jsonMembers(source, LISTS)) {
    if (index === null) {
      if (key === 'type') isCollection = value === 'FeatureCollection';
      else if (key === 'elements') isAnswer = Array.isArray(value);
      else if ((key === 'copyright' || key === 'attribution') && typeof value === 'string')
        notice += ` ${value}`;
      else if (key === 'remark' && saysGivenUp(value)) {
        throw new UserError(
          'network',
          `The Overpass server gave up: ${value}. Choose a smaller area and try again.`,
        );
      }
      continue;
    }
    if (index % TELL_EVERY === 0)
      yield { kind: 'progress', doneBytes: source.doneBytes, totalBytes: source.totalBytes };
    if (key === 'features') {
      const item = parse(geojsonFeature, value, `${name} is not GeoJSON in lon/lat degrees`, key, index);
      for (const feature of geojsonParts(item, wanted)) {
        if (isOsmRef(feature.ref)) osmRefs += 1;
        yield { kind: 'feature', feature };
      }
      continue;
    }
    isAnswer = true;
    const item = parse(overpassElement, value, `${name} is not a valid Overpass answer`, key, index);
    if (item.type === 'relation' || item.tags === undefined || !isWanted(wanted, item.tags)) continue;
    if (item.type === 'way' && item.geometry === undefined) needed.add(item.id, item.nodes ?? [], item.tags);
    else {
      const points = item.type === 'node' ? [item] : (item.geometry ?? []);
      const coordinates = Float64Array.from(
        points.flatMap((point) => (point === null ? [] : [point.lon, point.lat])),
      );
      if (coordinates.length > 0)
        yield { kind: 'feature', feature: { ref: `${item.type}/${item.id}`, tags: item.tags, coordinates } };
    }
  }
  if (!isCollection && !isAnswer) {
    throw new UserError(
      'unsupported-file',
      `${name} holds no labels that can be read. Overpass JSON, GeoJSON and .osm.pbf can.`,
    );
  }
  if (!needed.isEmpty) {
    needed.prepare();
    source.rewind();
    for (const { value } of jsonMembers(source, LISTS)) {
      const item = overpassElement.safeParse(value);
      if (item.success && item.data.type === 'node') needed.found(item.data.id, item.data.lon, item.data.lat);
    }
    for (const { id, tags, coordinates } of needed.ways())
      yield { kind: 'feature', feature: { ref: `way/${id}`, tags, coordinates } };
  }
  yield { kind: 'end', fromOsm: isAnswer || osmRefs > 0 || /openstreetmap/i.test(notice) };
}

/** The members that hold the features of a collection and of an answer. */
const LISTS: ReadonlySet<string> = new Set(['features', 'elements']);

function parse<T>(schema: z.ZodType<T>, value: unknown, failure: string, key: string, index: number): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  const at = [key, index, ...(first?.path ?? [])].join('.');
  throw new UserError('unsupported-file', `${failure} (${at}: ${first?.message ?? ''}).`);
}
