import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../src/shared/errors';
import type { Random } from '../../src/shared/statistics/random';
import { readEncoderFile } from '../../src/main/compute/encoders/encoderFile';
import { readLayersModel } from '../../src/main/compute/layersModel/readLayersModel';
import { SettingsFile } from '../../src/main/engine/settings/settingsFile';
import { mutateLerc } from './lerc';
import { mutateBytes, mutateText } from './mutations';
import { pbfBlocks, writePbf } from './pbf';
import { readDtm } from './readDtm';
import { readLabels } from './readLabels';
import { readProject } from './readProject';

/** A kind of input file: how it is changed, and how the program reads it. */
export interface FileKind {
  readonly name: string;
  /** Its share of all cases. */
  readonly weight: number;
  /** The files of a seed that are changed, one of them a case. */
  readonly changes: RegExp;
  readonly mutate: (bytes: Buffer, random: Random, name: string) => Buffer;
  /** Reads what lies in the folder by the program's own entry points. Anything thrown but a UserError is a fault. */
  readonly read: (folder: string, seeds: string) => Promise<void>;
}

/** The one file of a folder whose name fits. @throws Error when there is none */
async function fileIn(folder: string, name: RegExp): Promise<string> {
  const found = (await readdir(folder)).find((entry) => name.test(entry));
  if (found === undefined) throw new Error(`Nothing in ${folder} fits ${String(name)}.`);
  return join(folder, found);
}

/** Half of the changes are made before compression, where no checksum finds them. */
function mutatePbf(bytes: Buffer, random: Random): Buffer {
  if (random.nextInt(2) === 0) return mutateBytes(bytes, random);
  const chosen = random.nextInt(pbfBlocks.length);
  const blocks = pbfBlocks.map((block, index) =>
    index === chosen ? { ...block, bytes: mutateBytes(block.bytes, random) } : block,
  );
  const factor = [1, 1, 1, 0, 1e6][random.nextInt(5)] ?? 1;
  return writePbf(blocks, random.nextInt(3) > 0, (size) => size * factor);
}

const isText = (name: string): boolean =>
  /\.(?:json|prj|asc|txt|xml|tfw|hdr|blw|vrt|cpg|csv|gpx|kml|osm)$/i.test(name);

const mutateByName = (bytes: Buffer, random: Random, name: string): Buffer =>
  isText(name) ? mutateText(bytes, random) : mutateBytes(bytes, random);

const dtm = (name: string, weight: number, file: RegExp, changes = file): FileKind => ({
  name,
  weight,
  changes,
  mutate: mutateByName,
  read: async (folder) => readDtm(await fileIn(folder, file), join(folder, 'cache')),
});

const labelFile = (name: string, weight: number, mutate: FileKind['mutate']): FileKind => ({
  name,
  weight,
  changes: /^labels\./,
  mutate,
  read: readLabels,
});

/** Every kind of file that the program reads. */
export const fileKinds: readonly FileKind[] = [
  dtm('geotiff', 36, /\.tif$/),
  dtm('beside geotiff', 4, /\.tif$/, /\.(?:aux\.xml|msk|tfw|prj)$/),
  { ...dtm('lerc', 4, /\.tif$/), mutate: mutateLerc },
  dtm('hgt', 1, /\.hgt$/),
  dtm('packed hgt', 3, /\.(?:zip|gz)$/),
  dtm('asc', 9, /\.asc$/, /\.(?:asc|prj)$/),
  dtm('headed', 8, /^(?!.*\.(?:hdr|prj|blw)$)/i, /./),
  dtm('dted', 3, /\.dt0$/),
  dtm('surfer', 3, /\.grd$/),
  dtm('vrt', 6, /\.vrt$/, /\.(?:vrt|tif|hdr)$/),
  dtm('pyramid', 4, /\.tif$/, /\.pyramid$/),
  labelFile('osm.pbf', 14, mutatePbf),
  labelFile('geojson', 10, mutateText),
  labelFile('overpass', 10, mutateText),
  ...['osm.xml', 'shapefile', 'gpkg', 'kml', 'gpx', 'csv', 'fgb', 'packed'].map((name) =>
    labelFile(name, 4, mutateByName),
  ),
  {
    name: 'encoder file',
    weight: 3,
    changes: /^weights\.bin$/,
    mutate: mutateBytes,
    read: async (folder) => {
      readEncoderFile(await readFile(join(folder, 'weights.bin')), 'mutated');
    },
  },
  {
    name: 'encoder folder',
    weight: 1,
    changes: /\.(?:json|bin)$/,
    mutate: mutateByName,
    read: async (folder) => {
      await readLayersModel(folder);
    },
  },
  {
    name: 'settings',
    weight: 5,
    changes: /settings\.json$/,
    mutate: mutateText,
    read: async (folder) => {
      const file = new SettingsFile(join(folder, 'settings.json'));
      await file.read().catch(refuse);
      await file.change({ theme: 'dark' });
    },
  },
  { name: 'project', weight: 7, changes: /\.topo2vec(?:-wal)?$/, mutate: mutateBytes, read: readProject },
];

/** Lets a refusal pass. */
function refuse(error: unknown): void {
  if (!(error instanceof UserError)) throw error;
}
