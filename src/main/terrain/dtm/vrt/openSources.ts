import { UserError } from '../../../../shared/errors';
import type { Dtm } from '../dtm';
import { measureDtm } from '../dtmFiles';
import type { FileSource } from '../../../platform/fileSource';
import type { OpenDtm } from '../format';
import type { VrtSource } from './parseSource';
import { sourcePath } from './sourcePath';

/** Files of a mosaic that are open at a time; each keeps what it unpacked last. */
const MAX_OPEN = 4;

/** The files of a mosaic, opened when they are needed; those that were needed last stay open. */
export class OpenSources {
  /** The one that was needed last at the end. */
  readonly #open = new Map<string, Dtm>();

  constructor(
    private readonly vrt: FileSource,
    private readonly openDtm: OpenDtm,
  ) {}

  /**
   * The band of a piece, open until another three were asked for.
   * @throws UserError as `openDtm` does
   */
  async get(source: VrtSource): Promise<Dtm> {
    const path = await sourcePath(this.vrt, source);
    const key = `${source.band} ${path}`;
    const dtm = this.#open.get(key) ?? (await this.#openSource(path, source.band));
    this.#open.delete(key);
    this.#open.set(key, dtm);
    for (const [oldest, other] of this.#open) {
      if (this.#open.size <= MAX_OPEN) break;
      this.#open.delete(oldest);
      await other.close();
    }
    return dtm;
  }

  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all([...open.map((dtm) => dtm.close()), this.vrt.close()]);
  }

  async #openSource(path: string, band: number): Promise<Dtm> {
    const now = await measureDtm(path);
    // Where it lies by itself does not matter, and its contents were looked at with those of the mosaic.
    const known = now === null ? {} : { known: { ...now, fingerprint: 'piece' } };
    try {
      return await this.openDtm(path, { crs: 'EPSG:3857', band, ...known });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw this.vrt.error(error.code, `cannot be put together: ${error.message}`, error);
    }
  }
}
