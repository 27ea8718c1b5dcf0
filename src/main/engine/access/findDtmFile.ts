import { realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { DtmInfo } from '../../../shared/contract/dtms';
import { isFile, measureDtm } from '../../terrain/dtm/dtmFiles';
import type { KnownFile } from '../../terrain/dtm/fingerprint';
import type { TerrainFolders } from './terrainFolders';

/** Folders above a DTM that are looked for beside the project as well. */
const MOST_FOLDERS = 4;

/** Where a DTM's file is, and whether it is the one that was imported. */
export interface FoundDtm {
  readonly path: string;
  readonly state: DtmInfo['state'];
  /** The file as it is now; null unless it is ready. */
  readonly known: KnownFile | null;
}

/** What a project knows of a DTM's file. */
interface Remembered {
  readonly path: string;
  readonly fingerprint: string;
  readonly bytes: number;
  /** Time of change when it was last compared; null in older projects. */
  readonly modifiedMs: number | null;
}

/** Finds the files of a project's DTMs, and remembers which were compared while the project is open. */
export class DtmFiles {
  readonly #compared = new Map<string, KnownFile>();
  readonly #own: string;

  /** @param projectPath the project's file */
  constructor(
    projectPath: string,
    private readonly folders: () => TerrainFolders,
  ) {
    this.#own = dirname(resolve(projectPath));
  }

  /**
   * Looks for a DTM beside the project first, where it lies when both were moved together, then where it was. Only regular
   * files below folders that were chosen are touched. One whose size and time of change are as they were is trusted, others
   * are compared by their contents.
   */
  async find(dtm: Remembered): Promise<FoundDtm> {
    const there = resolve(this.#own, dtm.path);
    let found: FoundDtm = { path: dtm.path, state: 'missing', known: null };
    for (const path of new Set([...this.#beside(dtm.path), there])) {
      if (!(await this.folders().hold(path, this.#own))) {
        found = { path: dtm.path, state: 'not-chosen', known: null };
        continue;
      }
      const info = await stat(path).catch(() => null);
      if (info?.isFile() !== true) continue;
      if (!(await this.#isWithin(path))) {
        found = { path: dtm.path, state: 'not-chosen', known: null };
        continue;
      }
      const measured = await measureDtm(path);
      const now = measured === null ? null : { fingerprint: dtm.fingerprint, ...measured };
      const before = path === there ? dtm.modifiedMs : null;
      if (now !== null && (await this.#isSame(path, now, { ...dtm, modifiedMs: before })))
        return { path, state: 'ready', known: now };
      found = { path, state: 'changed', known: null };
    }
    return found;
  }

  async #isSame(path: string, now: KnownFile, dtm: Remembered): Promise<boolean> {
    if (now.bytes !== dtm.bytes) return false;
    const known = this.#compared.get(path);
    const isKnown =
      now.modifiedMs === dtm.modifiedMs ||
      (known?.fingerprint === now.fingerprint &&
        known.modifiedMs === now.modifiedMs &&
        known.bytes === now.bytes);
    if (!isKnown && !(await isFile(path, { ...now, modifiedMs: NaN }).catch(() => false))) return false;
    this.#compared.set(path, now);
    return true;
  }

  /** Whether a file still lies in a chosen folder after its links are followed. */
  async #isWithin(path: string): Promise<boolean> {
    const [real, own] = await Promise.all([realpath(path), realpath(this.#own)]);
    return this.folders().hold(real, own);
  }

  /** `b/c/x.tif` and the like beside the project, for a DTM at `/a/b/c/x.tif`. */
  #beside(path: string): string[] {
    const parts = path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.' && part !== '..');
    const most = Math.min(MOST_FOLDERS + 1, parts.length);
    return Array.from({ length: most }, (_, above) => join(this.#own, ...parts.slice(-1 - above)));
  }
}
