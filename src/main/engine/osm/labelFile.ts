import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../../../shared/errors';
import { isFeatureCollection, readGeojson } from './geojson';
import type { OsmFeatures, WantsTags } from './osmFeature';
import { readOsmPbf } from './osmPbf';
import { isOverpassAnswer, readOverpassJson } from './overpassJson';

/** The most JSON that is read at once: beyond it the text would not fit one string. */
const JSON_BYTES_MAX = 400 * 1024 * 1024;

/**
 * Reads the wanted features of a label file: Overpass JSON, GeoJSON, or .osm.pbf.
 * @throws UserError naming the file and what is wrong with it
 */
export async function readLabelFile(
  path: string,
  wants: WantsTags,
  signal: AbortSignal,
): Promise<OsmFeatures> {
  const name = basename(path);
  const info = await stat(path).catch((error: unknown) => {
    throw new UserError('not-found', `${name} is not there. Check the path.`, { cause: error });
  });
  if (!info.isFile()) throw new UserError('unsupported-file', `${name} is not a file.`);
  if (/\.pbf$/i.test(name)) return readOsmPbf(path, wants, signal);
  if (info.size > JSON_BYTES_MAX) {
    throw new UserError(
      'unsupported-file',
      `${name} is larger than 400 MB. Use the .osm.pbf of the same area.`,
    );
  }
  const value = parseJson(await readFile(path, { encoding: 'utf8', signal }), name);
  if (isFeatureCollection(value)) return readGeojson(value, name, wants);
  if (isOverpassAnswer(value)) return readOverpassJson(value, name, wants);
  throw new UserError(
    'unsupported-file',
    `${name} holds no labels that can be read. Overpass JSON, GeoJSON and .osm.pbf can.`,
  );
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError('unsupported-file', `${name} is not JSON, or is cut short.`, { cause: error });
  }
}
