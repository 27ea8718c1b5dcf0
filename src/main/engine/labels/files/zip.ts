import { posix } from 'node:path';
import { UserError } from '../../../../shared/errors';
import { bytesOf, type ByteSource } from './byteSource';
import type { Found, Reading } from './feature';
import { readKmls } from './kml.reader';
import { shapesOf, type Beside } from './shapefile/shapefile.reader';
import { unzipped } from './zipped';

/** Files that are extracted from a zip file: the parts of Shapefiles, and single files that hold labels. */
const wanted = /\.(?:shp|dbf|prj|cpg|kml|geojsonl?|json|gpx|csv|tsv|osm|fgb)$/i;

/**
 * Features in a zip file: Shapefiles, each a layer; a KMZ's KML and what it links to; or one other file.
 * @throws UserError `unsupported-file` for none, or several
 */
export function* readZip(
  source: ByteSource,
  reading: Reading,
  readInner: (source: ByteSource) => Iterable<Found>,
): Generator<Found> {
  const files = unzipped(source, (name) => wanted.test(name));
  const names = [...files.keys()].sort();
  const open = (name: string): ByteSource => bytesOf(source.name, files.get(name) ?? new Uint8Array());
  const shapes = names.filter((name) => /\.shp$/i.test(name));
  if (shapes.length > 0) {
    yield* shapefiles(shapes, names, open, reading);
    return;
  }
  const kmls = names.filter((name) => /\.kml$/i.test(name));
  const kml = kmls.find((name) => /(?:^|\/)doc\.kml$/i.test(name)) ?? kmls[0];
  if (kml !== undefined) {
    yield* readKmls(withLinked(kml, files).map(open), reading);
    return;
  }
  const others = names.filter((name) => !/\.(?:dbf|prj|cpg)$/i.test(name));
  const [only] = others;
  if (only === undefined || others.length > 1) {
    throw new UserError(
      'unsupported-file',
      only === undefined
        ? `${source.name} is a zip file without a label file in a supported format. Unpack it and choose one of its files.`
        : `${source.name} holds several files (${others.slice(0, 5).join(', ')}). Unpack it and choose one.`,
    );
  }
  yield* readInner(open(only));
}

/** A KML file and those of the archive that it links to, as GDAL's LIBKML driver writes layers, each once. */
function withLinked(first: string, files: ReadonlyMap<string, Uint8Array>): string[] {
  const names = new Set([first]);
  for (const name of names) {
    const text = Buffer.from(files.get(name) ?? []).toString('utf8');
    for (const [, href = ''] of text.matchAll(/<href>\s*([^<>]+\.kml)\s*<\/href>/gi)) {
      const linked = posix.join(posix.dirname(name), href);
      if (files.has(linked)) names.add(linked);
    }
  }
  return [...names];
}

function* shapefiles(
  shapes: readonly string[],
  names: readonly string[],
  open: (name: string) => ByteSource,
  { choice }: Reading,
): Generator<Found> {
  const layers = shapes.map((name) => name.replace(/^.*\//, '').replace(/\.shp$/i, ''));
  const isOneOfSeveral = layers.length > 1 && (choice.layer ?? '') === '';
  for (const [index, name] of shapes.entries()) {
    const layer = layers[index] ?? '';
    if (choice.layer !== undefined && choice.layer !== '' && choice.layer !== layer) continue;
    const beside: Beside = (ending, work) => {
      const wantedName = `${name.slice(0, -3)}${ending}`.toLowerCase();
      const found = names.find((each) => each.toLowerCase() === wantedName);
      return work(found === undefined ? null : open(found));
    };
    yield* shapesOf(open(name), beside, { layers, layer }, isOneOfSeveral);
  }
}
