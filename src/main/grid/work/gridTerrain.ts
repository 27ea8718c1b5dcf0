import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { TerrainSources } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import { isHttp, withoutQuery } from '../../platform/httpFile';
import { isFile, measureDtm } from '../../terrain/dtm/dtmFiles';
import { measureAll, type KnownFile } from '../../terrain/dtm/fingerprint';
import { openTerrain } from '../../terrain/terrain';
import type { GridDtm } from '../control/dtms';
import { isS3 } from '../objects/s3Address';
import { SIGNED_S, signedAddress } from '../objects/s3Client';

/** Where a machine has the terrain of a grid. */
export interface TerrainPlace {
  /** The grid's folder of terrain on this machine. */
  readonly folder: string;
  /** Where pyramids are cached. */
  readonly cacheDir: string;
}

/** Whether a DTM is at an address, and not in the folder of terrain. */
export const isAddress = (path: string): boolean => isHttp(path) || isS3(path);

/** The files of a grid's DTMs on this machine. */
export class TerrainFiles {
  /** When files were last seen with the contents that they should have, by path and fingerprint. */
  readonly #seen = new Map<string, number>();
  /** Signed addresses of objects in buckets; terrain that has the same stays open. */
  readonly #signed = new Map<string, { readonly path: string; readonly signedMs: number }>();

  constructor(private readonly place: TerrainPlace) {}

  /**
   * How compute opens some DTMs; their contents are compared with those that were added, once while the files stay as they are.
   * @throws UserError `not-found` naming the file that is not there, `bad-input` when it is another one, `network`
   */
  async sourcesOf(dtms: readonly GridDtm[]): Promise<TerrainSources> {
    const sources: TerrainSources['dtms'] = [];
    for (const dtm of dtms) {
      const { crs, band } = dtm;
      const path = await this.#pathOf(dtm.path);
      sources.push({
        ...{ path, known: await this.#known(path, dtm) },
        ...(crs === null ? {} : { crs }),
        ...(band === null ? {} : { band }),
      });
    }
    return { cacheDir: this.place.cacheDir, dtms: sources };
  }

  /** Where compute finds a DTM. */
  async #pathOf(path: string): Promise<string> {
    if (isHttp(path)) return path;
    if (!isS3(path)) return join(this.place.folder, ...path.split('/'));
    const kept = this.#signed.get(path);
    if (kept !== undefined && Date.now() - kept.signedMs < (SIGNED_S / 2) * 1000) return kept.path;
    const signed = { path: await signedAddress(path, process.env), signedMs: Date.now() };
    this.#signed.set(path, signed);
    return signed.path;
  }

  async #known(file: string, { path, fingerprint, bytes }: GridDtm): Promise<KnownFile> {
    const now = isAddress(path) ? await measureAll([file]) : await measureDtm(file);
    if (now === null)
      throw new UserError(
        'not-found',
        `${path} is not below ${this.place.folder}. Use --terrain to say where the grid's terrain folder is.`,
      );
    const known = { fingerprint, ...now };
    const key = `${fingerprint} ${path}`;
    if (now.bytes === bytes && this.#seen.get(key) === now.modifiedMs) return known;
    if (now.bytes !== bytes || !(await isFile(file, { ...known, modifiedMs: NaN }))) {
      const shown = isAddress(path) ? path : `${path} below ${this.place.folder}`;
      throw new UserError(
        'bad-input',
        `${shown} is not the file that was added to the grid: its contents differ.`,
      );
    }
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
  const placed = placedIn(place.folder, isAddress(path) ? path : resolve(path));
  const file = isS3(path) ? await signedAddress(path, process.env) : isHttp(path) ? path : resolve(path);
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
  if (isS3(file)) return file;
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
