import type { ByteSource } from './byteSource';
import { reasons, WGS84, type Found, type Part, type Reading } from './feature';
import { readXml, type XmlVisitor } from './xml';
import type { LabelReader } from './labelReader';

/** The longest text of an attribute that is kept. */
const TEXT_MAX = 2000;

/** By its root element, which some writers leave out. */
export const reader: LabelReader = {
  recognises: ({ xmlRoot }) => ['kml', 'Document', 'Placemark'].includes(xmlRoot ?? ''),
  read: (source, reading) => readKmls([source], reading),
};

/**
 * Placemarks of KML files that belong together, with their names and extended data (OGC 12-007r2). Folders are layers.
 * @throws UserError `unsupported-file`
 */
export function* readKmls(sources: readonly ByteSource[], { choice }: Reading): Generator<Found> {
  const { layer: chosen = '' } = choice;
  const name = sources[0]?.name ?? '';
  const layers: string[] = [];
  let found: Found[] = [];
  // Folders are named before their contents, but known completely only at the end: the preview reads them before.
  for (const source of sources) {
    const visitor = placemarks(
      source.name,
      (layer) => layers.push(layer),
      () => undefined,
    );
    for (const doneBytes of readXml(source, visitor))
      yield { kind: 'progress', doneBytes, totalBytes: source.totalBytes };
  }
  const names = [...new Set(layers)].sort((a, b) => layers.indexOf(a) - layers.indexOf(b));
  yield {
    kind: 'about',
    about: {
      format: 'kml',
      layers: names.length > 0 ? names : [name],
      layer: chosen,
      crs: WGS84,
      table: null,
    },
  };
  const isOneOfSeveral = chosen === '' && names.length > 1;
  const take = (layer: string, each: Found): void => {
    if (chosen !== '' && chosen !== layer) return;
    const isNamed = isOneOfSeveral && each.kind === 'feature';
    found.push(isNamed ? { ...each, feature: { ...each.feature, layer } } : each);
  };
  for (const source of sources) {
    for (const doneBytes of readXml(
      source,
      placemarks(source.name, () => undefined, take),
    )) {
      yield* found;
      found = [];
      yield { kind: 'progress', doneBytes, totalBytes: source.totalBytes };
    }
  }
  yield* found;
}

/** Yields the layers of placemarks, and the placemarks themselves. */
function placemarks(
  name: string,
  inLayer: (layer: string) => void,
  take: (layer: string, found: Found) => void,
): XmlVisitor {
  /** Open elements, from the outermost to the innermost. */
  const path: string[] = [];
  const folders: string[] = [];
  let attributes: Record<string, string> | null = null;
  let parts: Part[] = [];
  let rings: Float64Array[] | null = null;
  let track: number[] = [];
  let isDamaged = false;
  let field = '';
  return {
    open: (tag, { name: named = '' }) => {
      path.push(tag);
      if (tag === 'Folder' || tag === 'Document') folders.push(name);
      if (tag === 'Placemark') [attributes, parts, isDamaged] = [{}, [], false];
      else if (tag === 'Data' || tag === 'SimpleData') field = named;
      else if (tag === 'Polygon') rings = [];
      else if (tag === 'Track') track = [];
    },
    close: (tag, text) => {
      path.pop();
      const parent = path.at(-1);
      if (tag === 'name' && (parent === 'Folder' || parent === 'Document')) {
        folders[folders.length - 1] = text === '' ? name : text.slice(0, 200);
      } else if (tag === 'Folder' || tag === 'Document') folders.pop();
      if (attributes === null) return;
      if (tag === 'Placemark') {
        const layer = folders.at(-1) ?? name;
        inLayer(layer);
        take(
          layer,
          isDamaged
            ? { kind: 'leftOut', reason: reasons.damaged, count: 1 }
            : { kind: 'feature', feature: { ref: null, attributes, parts } },
        );
        attributes = null;
      } else if (parent === 'Placemark' && (tag === 'name' || tag === 'description'))
        attributes[tag] = text.slice(0, TEXT_MAX);
      else if ((tag === 'value' && parent === 'Data') || tag === 'SimpleData')
        attributes[field] = text.slice(0, TEXT_MAX);
      else if (tag === 'coordinates') {
        const line = lineOf(text);
        if (line === null) isDamaged = true;
        else if (line.length === 0) return;
        else if (rings !== null) rings.push(line);
        else parts.push({ kind: line.length === 2 ? 'point' : 'line', coordinates: line });
      } else if (tag === 'coord') {
        const [x = NaN, y = NaN] = text.split(/\s+/).map(Number);
        if (Number.isFinite(x) && Number.isFinite(y)) track.push(x, y);
      } else if (tag === 'Track') {
        const coordinates = Float64Array.from(track);
        if (coordinates.length > 0)
          parts.push({ kind: coordinates.length === 2 ? 'point' : 'line', coordinates });
      } else if (tag === 'Polygon') {
        if (rings !== null && rings.length > 0) parts.push({ kind: 'polygon', rings });
        rings = null;
      }
    },
  };
}

/** Tuples of longitude, latitude and perhaps altitude with spaces between; null where one is invalid. */
function lineOf(text: string): Float64Array | null {
  // Some programs put spaces after commas.
  const tuples = text
    .replace(/\s*,\s*/g, ',')
    .split(/\s+/)
    .filter((tuple) => tuple !== '');
  const line = new Float64Array(2 * tuples.length);
  for (const [index, tuple] of tuples.entries()) {
    const [x = '', y = ''] = tuple.split(',');
    const [lonDeg, latDeg] = [x === '' ? NaN : Number(x), y === '' ? NaN : Number(y)];
    if (!Number.isFinite(lonDeg) || !Number.isFinite(latDeg)) return null;
    line.set([lonDeg, latDeg], 2 * index);
  }
  return line;
}
