import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { TerrainSources } from '../../../shared/contract/compute';
import type { GridPlaces } from '../../../shared/contract/gridSearch';
import { UserError } from '../../../shared/errors';
import { isHttp, withoutQuery } from '../../platform/httpFile';
import { pathBelow } from '../../platform/pathBelow';
import { isFile, measureDtm } from '../../terrain/dtm/dtmFiles';
import { measureAll, type KnownFile } from '../../terrain/dtm/fingerprint';
import { openTerrain } from '../../terrain/terrain';
import type { GridDtm } from '../control/dtms';
import { isS3, s3Place } from '../objects/s3Address';
import { SIGNED_S, signedAddress } from '../objects/s3Client';

/** Whether a DTM is at an address, and not in the folder of terrain. */
export const isAddress = (path: string): boolean => isHttp(path) || isS3(path);

/** The server or bucket of a DTM at an address, as `GridPlaces` names it. @throws UserError `bad-input` for what is no address */
export function sourceOf(address: string): string {
  if (isS3(address)) return `s3://${s3Place(address).bucket}`;
  try {
    return new URL(address).origin;
  } catch {
    throw new UserError('bad-input', `${address} is not the address of a DTM.`);
  }
}

/** The files of a grid's DTMs on this machine. What is stated of them comes from a database that others write. */
export class TerrainFiles {
  /** When files were last seen with the contents that they should have, by path and fingerprint. */
  readonly #seen = new Map<string, number>();
  /** Signed addresses of objects in buckets; terrain that has the same stays open. */
  readonly #signed = new Map<string, { readonly path: string; readonly signedMs: number }>();

  constructor(private readonly places: GridPlaces) {}

  /**
   * How compute opens some DTMs; their contents are compared with those that were added, once while the files stay as they are.
   * @throws UserError `not-found` naming the file that is not there, `bad-input` when it is another one, `network`; as `refuseUnsaid`
   */
  async sourcesOf(dtms: readonly GridDtm[]): Promise<TerrainSources> {
    const sources: TerrainSources['dtms'] = [];
    for (const dtm of dtms) {
      const { crs, band } = dtm;
      const path = this.#pathOf(dtm.path);
      sources.push({
        ...{ path, known: await this.#known(path, dtm) },
        ...(crs === null ? {} : { crs }),
        ...(band === null ? {} : { band }),
      });
    }
    return { cacheDir: this.places.cacheDir, dtms: sources };
  }

  /**
   * Refuses DTMs that lie where nobody allowed this computer to look, without looking.
   * @throws UserError `not-allowed`
   */
  refuseUnsaid(dtms: readonly GridDtm[]): void {
    for (const { path } of dtms) this.#allowed(path);
  }

  /** @returns the path of a file; the address of what is at one */
  #allowed(path: string): string {
    const { terrain, sources } = this.places;
    if (isAddress(path)) {
      if (sources.includes(sourceOf(path))) return path;
      throw notAllowed(`has a DTM at ${path}`, `--allow ${sourceOf(path)}`);
    }
    if (terrain === null)
      throw notAllowed(`has the DTM ${path} in its folder of terrain`, '--terrain FOLDER');
    const below = pathBelow(terrain, path);
    if (below !== null) return below;
    throw new UserError('not-allowed', `The grid names a DTM outside its folder of terrain: ${path}.`);
  }

  /** Where compute finds a DTM. */
  #pathOf(stated: string): string {
    const path = this.#allowed(stated);
    if (!isS3(path)) return path;
    const kept = this.#signed.get(path);
    if (kept !== undefined && Date.now() - kept.signedMs < (SIGNED_S / 2) * 1000) return kept.path;
    const signed = { path: signedAddress(path, process.env), signedMs: Date.now() };
    this.#signed.set(path, signed);
    return signed.path;
  }

  async #known(file: string, { path, fingerprint, bytes }: GridDtm): Promise<KnownFile> {
    const now = isAddress(path) ? await measureAll([file]) : await measureDtm(file);
    if (now === null)
      throw new UserError(
        'not-found',
        `${path} is not below ${this.places.terrain ?? ''}. Use --terrain to say where the grid's terrain folder is.`,
      );
    const known = { fingerprint, ...now };
    const key = `${fingerprint} ${path}`;
    if (now.bytes === bytes && this.#seen.get(key) === now.modifiedMs) return known;
    if (now.bytes !== bytes || !(await isFile(file, { ...known, modifiedMs: NaN }))) {
      const shown = isAddress(path) ? path : `${path} below ${this.places.terrain ?? ''}`;
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
 * The error of what a grid's database states and nobody on this computer allowed.
 * @param what that the grid has; @param option of the command that allows it
 */
export const notAllowed = (what: string, option: string): UserError =>
  new UserError(
    'not-allowed',
    `The grid ${what}. Nobody on this computer said that this may be read. If you trust it: ${option}; in the window: File, Connect to the grid…`,
  );

/**
 * Reads what a grid keeps of a DTM that its user named.
 * @throws UserError `bad-input` for a file outside the grid's folder of terrain; as `openDtm` does
 */
export async function inspectDtm(
  places: GridPlaces,
  path: string,
  options: { readonly crs?: string; readonly band?: number },
): Promise<Omit<GridDtm, 'id'>> {
  const placed = placedIn(places.terrain, isAddress(path) ? path : resolve(path));
  const file = isS3(path) ? signedAddress(path, process.env) : isHttp(path) ? path : resolve(path);
  const terrain = await openTerrain({ dtms: [{ path: file, ...options }], cacheDir: places.cacheDir });
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
function placedIn(folder: string | null, file: string): string {
  if (isS3(file)) return file;
  if (isHttp(file)) {
    if (withoutQuery(file) === file) return file;
    throw new UserError(
      'bad-input',
      `${withoutQuery(file)} was given with a query string ("?" and what follows), which may hold a secret key and would be stored in the grid. ` +
        'Give an address that needs none.',
    );
  }
  if (folder === null) throw notAllowed('has DTMs in a folder', '--terrain FOLDER');
  const inside = relative(folder, file);
  if (inside !== '' && !inside.startsWith('..') && !isAbsolute(inside)) return inside.split(sep).join('/');
  throw new UserError(
    'bad-input',
    `${file} is not below the grid's folder of terrain, ${folder}, where workers look for it. Copy it there first.`,
  );
}
