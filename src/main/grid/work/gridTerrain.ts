import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { TerrainSources } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import { isHttp, withoutQuery } from '../../platform/httpFile';
import { isFile, measureDtm } from '../../terrain/dtm/dtmFiles';
import type { KnownFile } from '../../terrain/dtm/fingerprint';
import { openTerrain } from '../../terrain/terrain';
import type { GridDtm } from '../control/dtms';

/** Where a machine has the terrain of a grid. */
export interface TerrainPlace {
  /** The grid's folder of terrain on this machine. */
  readonly folder: string;
  /** Where pyramids are cached. */
  readonly cacheDir: string;
}

/** The files of a grid's DTMs on this machine. */
export class TerrainFiles {
  /** When files were last seen with the contents that they should have, by path and fingerprint. */
  readonly #seen = new Map<string, number>();

  constructor(private readonly place: TerrainPlace) {}

  /**
   * How compute opens some DTMs; their contents are compared with those that were added, once while the files stay as they are.
   * @throws UserError `not-found` naming the file that is not there, `bad-input` when it is another one
   */
  async sourcesOf(dtms: readonly GridDtm[]): Promise<TerrainSources> {
    const sources: TerrainSources['dtms'] = [];
    for (const dtm of dtms) {
      const { crs, band } = dtm;
      const path = isHttp(dtm.path) ? dtm.path : join(this.place.folder, ...dtm.path.split('/'));
      sources.push({
        ...{ path, known: await this.#known(path, dtm) },
        ...(crs === null ? {} : { crs }),
        ...(band === null ? {} : { band }),
      });
    }
    return { cacheDir: this.place.cacheDir, dtms: sources };
  }

  async #known(file: string, { path, fingerprint, bytes }: GridDtm): Promise<KnownFile> {
    const now = await measureDtm(file);
    if (now === null)
      throw new UserError(
        'not-found',
        `${path} is not below ${this.place.folder}. Use --terrain to say where the grid's terrain folder is.`,
      );
    const known = { fingerprint, ...now };
    const key = `${fingerprint} ${file}`;
    if (now.bytes === bytes && this.#seen.get(key) === now.modifiedMs) return known;
    if (now.bytes !== bytes || !(await isFile(file, { ...known, modifiedMs: NaN })))
      throw new UserError(
        'bad-input',
        `${path} below ${this.place.folder} is not the file that was added to the grid: its contents differ.`,
      );
    this.#seen.set(key, now.modifiedMs);
    return known;
  }
}

/**
 * Reads what a grid keeps of a DTM.
 * @throws UserError `bad-input` for a file outside the grid's folder of terrain; as `openDtm` does
 */
export async function inspectDtm(
  place: TerrainPlace,
  path: string,
  options: { readonly crs?: string; readonly band?: number },
): Promise<Omit<GridDtm, 'id'>> {
  const file = isHttp(path) ? path : resolve(path);
  const placed = placedIn(place.folder, file);
  const terrain = await openTerrain({ dtms: [{ path: file, ...options }], cacheDir: place.cacheDir });
  try {
    const [dtm] = terrain.dtms;
    if (dtm === undefined) throw new Error('A terrain of one DTM has one DTM.');
    const { metadata, box } = dtm;
    return {
      fingerprint: metadata.fingerprint,
      crs: options.crs ?? null,
      band: options.band ?? null,
      path: placed,
      bytes: metadata.bytes,
      box,
      pixelM: Math.max(dtm.pixelWidthM, dtm.pixelHeightM),
      noiseM: (await terrain.verticalNoiseM(metadata.fingerprint)) ?? 0,
    };
  } finally {
    await terrain.close();
  }
}

/**
 * What the grid keeps of where a file is: its place below the folder of terrain, or its address.
 * @throws UserError `bad-input` for a file outside the folder, and for an address that may hold a key
 */
function placedIn(folder: string, file: string): string {
  if (isHttp(file)) {
    if (withoutQuery(file) === file) return file;
    throw new UserError(
      'bad-input',
      `${withoutQuery(file)} was given with a query string ("?" and what follows), which may hold a secret key and would be stored in the grid. ` +
        'Give an address that needs none.',
    );
  }
  const inside = relative(folder, file);
  if (inside !== '' && !inside.startsWith('..') && !isAbsolute(inside)) return inside.split(sep).join('/');
  throw new UserError(
    'bad-input',
    `${file} is not below the grid's folder of terrain, ${folder}, where workers look for it. Copy it there first.`,
  );
}
