import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Random } from '../../src/shared/statistics/random';
import { migrations } from '../../src/main/engine/store/schema';
import { runSql } from './bareSqlite';
import type { Plan } from './campaign';
import { mustRun } from './commands';

/** Folders that cases start from; each is `<folder>/<base>` with `p.topo2vec` and its cache. */
export type Base = 'nothing' | 'new' | 'wide' | 'labelled' | 'found' | 'old';

/** Files that commands read; each base has its own, as a project that was moved with its rasters. */
export interface Inputs {
  /** 432 x 324 pixels of SRTM around Davos. */
  readonly dtm: string;
  /** The sample's DTM: Liechtenstein. */
  readonly wideDtm: string;
  /** 160 places on the small DTM, peaks and saddles by their tags alone. */
  readonly labels: string;
  /** Liechtenstein's places. */
  readonly pbf: string;
}

/** The inputs of a folder. */
export const inputsIn = (folder: string): Inputs => ({
  dtm: join(folder, 'clip_wgs84.tif'),
  wideDtm: join(folder, 'liechtenstein_srtm1.tif'),
  labels: join(folder, 'places.geojson'),
  pbf: join(folder, 'liechtenstein.osm.pbf'),
});

/** The middle of the small DTM, W,S,E,N: a lattice of 9 chunks at a step of 40 m. */
export const BOX = '9.82,46.76,9.9,46.83';

/** Makes what cases start from, by the program itself. */
export class Bases {
  private readonly folder: string;

  /** Those that `make` has made for the same plan. */
  constructor(plan: Pick<Plan, 'folder'>) {
    this.folder = join(plan.folder, 'bases');
  }

  static async make(plan: Plan): Promise<Bases> {
    const bases = new Bases(plan);
    const { folder } = bases;
    const from = (...parts: string[]): string => join(plan.root, 'test', 'fixtures', ...parts);
    const start = inputsIn(join(folder, 'nothing'));
    await mkdir(join(folder, 'nothing'), { recursive: true });
    await cp(from('dtm', 'clip_wgs84.tif'), start.dtm);
    await cp(from('dtm', 'liechtenstein_srtm1.tif'), start.wideDtm);
    await cp(from('osm', 'liechtenstein.osm.pbf'), start.pbf);
    await writeFile(start.labels, JSON.stringify(places()));
    const cli = async (base: Base, command: string, ...args: string[]): Promise<void> => {
      const words = command.split(' ');
      await mustRun(plan, { program: 'cli', args: [...words, bases.project(base), ...args] }, folder);
    };
    await bases.copy('nothing', join(folder, 'new'));
    await cli('new', 'new');
    await bases.copy('new', join(folder, 'wide'));
    await cli('wide', 'import', inputsIn(join(folder, 'wide')).wideDtm);
    for (const name of await readdir(`${bases.project('wide')}.cache`))
      if (name.endsWith('.pyramid')) await rm(join(`${bases.project('wide')}.cache`, name));
    await bases.copy('new', join(folder, 'labelled'));
    const { dtm, labels } = inputsIn(join(folder, 'labelled'));
    await cli('labelled', 'import', dtm);
    await cli('labelled', 'labels import', labels, '--class', 'peak,saddle');
    await bases.copy('labelled', join(folder, 'found'));
    await cli('found', 'detect', '--class', 'peak', '--radius', '240', '--step', '120', '--box', BOX);
    await mkdir(join(folder, 'old'));
    await runSql(bases.project('old'), oldProject());
    return bases;
  }

  /** The project of a base. */
  project(base: Base): string {
    return join(this.folder, base, 'p.topo2vec');
  }

  /** Copies a base into a folder. */
  async copy(base: Base, folder: string): Promise<void> {
    await cp(join(this.folder, base), folder, { recursive: true });
  }
}

function places(): unknown {
  const random = new Random(11);
  const features = Array.from({ length: 160 }, (_, i) => ({
    type: 'Feature',
    properties: { '@id': `node/${i}`, natural: i % 2 === 0 ? 'peak' : 'saddle' },
    geometry: {
      type: 'Point',
      coordinates: [9.805 + 0.11 * random.nextFloat(), 46.755 + 0.08 * random.nextFloat()],
    },
  }));
  return { type: 'FeatureCollection', features };
}

/** A project of the first version with 20,000 labels and 12 MB of an encoder, so that its upgrade takes a while. */
const oldProject = (): string => `
  PRAGMA application_id = 0x54325657; ${migrations[0] ?? ''}; PRAGMA user_version = 1;
  INSERT INTO label_classes VALUES ('peak', 0, 'Peak', '#2563EB', 'P', NULL, 'point');
  WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
  INSERT INTO labels SELECT i + 1, 'peak', 9.5 + i / 1e6, 47.1, i % 2, 'hand', NULL FROM n;
  INSERT INTO attributions VALUES ('Labels © somebody');
  INSERT INTO checkpoints VALUES ('key', '{}', 1, 2, zeroblob(12000000), '[]', 0);`;
