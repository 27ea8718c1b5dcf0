import { LRUCache } from 'lru-cache';
import { UserError } from '../../../../shared/errors';
import type { Dtm } from '../dtm';
import { measureDtm } from '../dtmFiles';
import type { FileSource } from '../../../platform/fileSource';
import type { OpenDtm } from '../format';
import type { VrtSource } from './parseSource';
import { sourcePath } from './sourcePath';

/** Files of a mosaic that are open at a time; each caches its most recent blocks. */
const MAX_OPEN = 4;

/** The files of a mosaic, opened when they are needed; the most recently used stay open. */
export class OpenSources {
  readonly #open = new LRUCache<string, Dtm>({
    max: MAX_OPEN,
    dispose: (dtm) => this.#closing.push(dtm.close()),
  });
  #closing: Promise<void>[] = [];

  constructor(
    private readonly vrt: FileSource,
    private readonly openDtm: OpenDtm,
  ) {}

  /**
   * The band of a piece, open until three others have been asked for.
   * @throws UserError as `openDtm` does
   */
  async get(source: VrtSource): Promise<Dtm> {
    const path = await sourcePath(this.vrt, source);
    const key = `${source.band} ${path}`;
    const dtm = this.#open.get(key) ?? (await this.#openSource(path, source.band));
    this.#open.set(key, dtm);
    await Promise.all(this.#closing.splice(0));
    return dtm;
  }

  async close(): Promise<void> {
    this.#open.clear();
    await Promise.all([...this.#closing.splice(0), this.vrt.close()]);
  }

  async #openSource(path: string, band: number): Promise<Dtm> {
    const now = await measureDtm(path);
    // Its own position does not matter, and its contents were checked with those of the mosaic.
    const known = now === null ? {} : { known: { ...now, fingerprint: 'piece' } };
    try {
      return await this.openDtm(path, { crs: 'EPSG:3857', band, ...known });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw this.vrt.error(error.code, `cannot be assembled: ${error.message}`, error);
    }
  }
}
