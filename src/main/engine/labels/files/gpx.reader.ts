import type { ByteSource } from './byteSource';
import { reasons, WGS84, type Found, type Part, type Reading } from './feature';
import { readXml, type XmlVisitor } from './xml';
import type { LabelReader } from './labelReader';

/** The kinds of features in GPX, by their elements (GPX 1.1 schema, topografix.com). */
const layerNames = { wpt: 'waypoints', rte: 'routes', trk: 'tracks' } as const;
type Kind = keyof typeof layerNames;

/** The longest text of an attribute that is kept. */
const TEXT_MAX = 2000;

/** By its root element. */
export const reader: LabelReader = {
  recognises: ({ xmlRoot }) => xmlRoot === 'gpx',
  read: readGpx,
};

/**
 * Waypoints, routes and tracks of GPX, each kind a layer; unless one is chosen, the first kind that the file holds.
 * @throws UserError `unsupported-file`
 */
export function* readGpx(source: ByteSource, { choice }: Reading): Generator<Found> {
  const counts = new Map<Kind, number>();
  const count = (kind: Kind): void => void counts.set(kind, (counts.get(kind) ?? 0) + 1);
  for (const doneBytes of readXml(source, things(count)))
    yield { kind: 'progress', doneBytes, totalBytes: source.totalBytes };
  const kinds = (['wpt', 'rte', 'trk'] as const).filter((kind) => counts.has(kind));
  const chosen = kinds.find((kind) => layerNames[kind] === choice.layer) ?? kinds[0] ?? 'wpt';
  const layers = kinds.length > 0 ? kinds.map((kind) => layerNames[kind]) : [layerNames.wpt];
  yield {
    kind: 'about',
    about: { format: 'gpx', layers, layer: layerNames[chosen], crs: WGS84, table: null },
  };
  for (const kind of kinds) {
    if (kind !== chosen)
      yield {
        kind: 'leftOut',
        reason: `in another layer (${layerNames[kind]})`,
        count: counts.get(kind) ?? 0,
      };
  }
  let found: Found[] = [];
  const take = (kind: Kind, each: Found): void => {
    if (kind === chosen) found.push(each);
  };
  for (const doneBytes of readXml(source, things(take))) {
    yield* found;
    found = [];
    yield { kind: 'progress', doneBytes, totalBytes: source.totalBytes };
  }
}

const isKind = (tag: string): tag is Kind => Object.hasOwn(layerNames, tag);

function things(take: (kind: Kind, found: Found) => void): XmlVisitor {
  const path: string[] = [];
  let attributes: Record<string, string> = {};
  let parts: Part[] = [];
  let line: number[] = [];
  let isDamaged = false;
  const add = ({ lon = '', lat = '' }: Readonly<Record<string, string>>): void => {
    if (
      lon.trim() === '' ||
      lat.trim() === '' ||
      !Number.isFinite(Number(lon)) ||
      !Number.isFinite(Number(lat))
    )
      isDamaged = true;
    else line.push(Number(lon), Number(lat));
  };
  const endLine = (): void => {
    const coordinates = Float64Array.from(line);
    if (coordinates.length > 0)
      parts.push({ kind: coordinates.length === 2 ? 'point' : 'line', coordinates });
    line = [];
  };
  return {
    open: (tag, given) => {
      path.push(tag);
      if (isKind(tag)) [attributes, parts, line, isDamaged] = [{}, [], [], false];
      if (tag === 'wpt' || tag === 'rtept' || tag === 'trkpt') add(given);
    },
    close: (tag, text) => {
      path.pop();
      const parent = path.at(-1) ?? '';
      if (tag === 'trkseg') endLine();
      else if (isKind(tag)) {
        endLine();
        take(
          tag,
          isDamaged
            ? { kind: 'leftOut', reason: reasons.damaged, count: 1 }
            : { kind: 'feature', feature: { ref: null, attributes, parts } },
        );
      } else if (isKind(parent) && text !== '') attributes[tag] = text.slice(0, TEXT_MAX);
    },
  };
}
