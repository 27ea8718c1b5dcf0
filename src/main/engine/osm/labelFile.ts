import { readBytes, type LabelSource } from './byteSource';
import { readLabelJson } from './json/labelJson';
import { readOsmPbf } from './osmPbf';
import type { Found, Wanted } from './osmFeature';

/** Whether a file of this name is read as .osm.pbf. */
export const isOsmPbf = (name: string): boolean => /\.pbf$/i.test(name);

/**
 * Reads the wanted features of a label file, or of a server's answer: Overpass JSON, GeoJSON, or .osm.pbf.
 * @throws UserError naming the file and what is wrong with it
 */
export const readLabelFile = (source: LabelSource, wanted: Wanted): Generator<Found> =>
  readBytes(source, (bytes) =>
    isOsmPbf(source.name) ? readOsmPbf(bytes, wanted) : readLabelJson(bytes, wanted),
  );
