import { UserError } from '../../../../../shared/errors';
import type { ByteSource } from '../byteSource';
import { reasons, WGS84, type About, type Found, type Reading } from '../feature';
import { convertLabels } from '../wayOut';
import { OsmAssembly } from '../osm/assembly';
import { geojsonFeature, isGeometry } from './geojson';
import { jsonMembers } from './members';
import { pairOf, saysGivenUp, takeElement, whereOf } from './overpassJson';
import { isRecord } from './values';
import type { LabelReader } from '../labelReader';

/** Elements between two progress reports. */
const TELL_EVERY = 1000;

/** The members that hold the features of a collection and of an Overpass response. */
const LISTS: ReadonlySet<string> = new Set(['features', 'elements']);

/** All JSON, sequences of it too. */
export const reader: LabelReader = {
  recognises: ({ text }) => ['{', '[', '\u001e'].includes(text.slice(0, 1)),
  read: readLabelJson,
};

/**
 * Features of GeoJSON (RFC 7946; the `crs` member is that of its version of 2008), alone, in a collection or in a sequence, or of
 * an Overpass response, as they are read. What is invalid is left out and counted.
 * @throws UserError `unsupported-file` when it is something else; `network` when the server stopped half-way
 */
export function* readLabelJson(source: ByteSource, reading: Reading): Generator<Found> {
  const { name } = source;
  const assembly = new OsmAssembly(name, reading);
  /** The members of the object, but for lists. */
  const head: Record<string, unknown> = {};
  let crs = reading.statedCrs ?? WGS84;
  /** The CRS that was stated; null before. */
  const told: { crs: string | null } = { crs: null };
  let isAnswer = false;
  let isCollection = false;
  function* about(): Generator<Found> {
    if (told.crs === crs) return;
    told.crs = crs;
    yield { kind: 'about', about: aboutOf(source, isAnswer, crs, head.name) };
  }
  for (const { key, index, value } of jsonMembers(source, LISTS, () => canGoOn(head))) {
    if (index !== null && index % TELL_EVERY === 0)
      yield { kind: 'progress', doneBytes: source.doneBytes, totalBytes: source.totalBytes };
    if (key === 'elements') {
      isAnswer = true;
      if (index === null) continue;
      yield* about();
      if (!takeElement(value, assembly)) yield leftOut(reasons.noFeature);
      yield* assembly.drain();
    } else if (index !== null) {
      isCollection = true;
      yield* about();
      if (index === 1 && key === '') yield featureOf(head);
      yield featureOf(value);
    } else if (key === 'crs') {
      crs = crsOf(value, name);
      if (told.crs !== null) yield* about();
    } else if (key === 'remark' && saysGivenUp(value)) {
      throw new UserError(
        'network',
        `The Overpass server gave up: ${value}. Choose a smaller area and try again.`,
      );
    } else if (key === 'geometryType' && String(value).startsWith('esriGeometry')) {
      throw new UserError(
        'unsupported-file',
        `${name} is Esri JSON, which is not supported. ${convertLabels(name)}`,
      );
    } else head[key] = value;
  }
  isCollection ||= head.type === 'FeatureCollection';
  if (!isAnswer && !isCollection) {
    if (!canGoOn(head)) {
      throw new UserError(
        'unsupported-file',
        `${name} is JSON, but holds no labels: it is neither GeoJSON nor a response of an Overpass server. ${convertLabels(name)}`,
      );
    }
    yield* about();
    yield featureOf(head);
  } else yield* about();
  if (isAnswer || /openstreetmap/i.test(noticeOf(head))) yield { kind: 'fromOsm' };
  if (assembly.needsWays) {
    yield* again(source, (element) => {
      if (element.type === 'way') assembly.boundary(Number(element.id), whereOf(element));
    });
  }
  if (assembly.needsNodes) {
    yield* again(source, (element) => {
      const at = element.type === 'node' ? pairOf(element) : null;
      if (at !== null) assembly.place(Number(element.id), at[0] ?? NaN, at[1] ?? NaN);
    });
  }
  yield* assembly.rest();
}

/** Whether the text is a feature or a geometry, after which more may follow. */
const canGoOn = (head: Readonly<Record<string, unknown>>): boolean =>
  head.type === 'Feature' || isGeometry(head.type);

function* again(
  source: ByteSource,
  take: (element: Readonly<Record<string, unknown>>) => void,
): Generator<Found> {
  source.rewind();
  for (const { index, value } of jsonMembers(source, LISTS)) {
    if (isRecord(value)) take(value);
    if (index !== null && index % TELL_EVERY === 0)
      yield { kind: 'progress', doneBytes: source.doneBytes, totalBytes: source.totalBytes };
  }
}

const leftOut = (reason: string): Found => ({ kind: 'leftOut', reason, count: 1 });

function featureOf(value: unknown): Found {
  const feature = geojsonFeature(value);
  return typeof feature === 'string' ? leftOut(feature) : { kind: 'feature', feature };
}

function aboutOf(source: ByteSource, isAnswer: boolean, crs: string, named: unknown): About {
  const layer = typeof named === 'string' && named !== '' ? named : source.name;
  return { format: isAnswer ? 'overpass' : 'geojson', layers: [layer], layer, crs, table: null };
}

/**
 * What a `crs` member states ("The GeoJSON Format Specification", 2008, section 3).
 * @throws UserError `crs-unknown` when it does not name it
 */
function crsOf(value: unknown, name: string): string {
  if (value === null) return WGS84;
  const properties = isRecord(value) ? value.properties : null;
  if (isRecord(properties)) {
    const { name: stated, code } = properties;
    if (typeof stated === 'string' && stated.trim() !== '') return stated.trim();
    if (isRecord(value) && value.type === 'EPSG' && (typeof code === 'number' || typeof code === 'string'))
      return `EPSG:${code}`;
  }
  throw new UserError(
    'crs-unknown',
    `${name} states a coordinate system that is not recognised. State it, for example --crs EPSG:2056.`,
  );
}

/** What a file says about the origin of its data. */
function noticeOf({ copyright, attribution, osm3s, generator }: Readonly<Record<string, unknown>>): string {
  return [copyright, attribution, isRecord(osm3s) ? osm3s.copyright : '', generator]
    .filter((text) => typeof text === 'string')
    .join(' ');
}
