import type { TerrainSources } from '../../../shared/contract/compute';
import { openTerrain, type Terrain } from '../../terrain/terrain';

/** How long an unused terrain stays open, ms: on Windows, an open file cannot be moved or deleted. */
const IDLE_MS = 5000;

/** A shared terrain, with the number of its current users. */
interface Kept {
  readonly key: string;
  readonly terrain: Promise<Terrain>;
  users: number;
  idle: NodeJS.Timeout | null;
}

/** Opens terrains, and keeps the last one open for a while: the next call usually asks for the same. */
export class SharedTerrains {
  #last: Kept | null = null;

  /** @returns the terrain, and a function that releases it, which must be called once */
  async open(
    sources: TerrainSources,
  ): Promise<{ readonly terrain: Terrain; readonly release: () => Promise<void> }> {
    const key = JSON.stringify(sources);
    const kept =
      this.#last?.key === key ? this.#last : { key, terrain: openTerrain(sources), users: 0, idle: null };
    kept.users += 1;
    if (kept.idle !== null) clearTimeout(kept.idle);
    kept.idle = null;
    const release = async (): Promise<void> => {
      kept.users -= 1;
      if (kept.users > 0) return;
      if (kept !== this.#last) await closed(kept);
      else kept.idle = setTimeout(() => void this.#keep(null), IDLE_MS).unref();
    };
    try {
      const terrain = await kept.terrain;
      // A terrain not known to be unchanged, or without a pyramid that may be built meanwhile, is opened again next time.
      const isSame = sources.dtms.every(({ known }) => known !== undefined);
      const isWhole = terrain.dtms.every(({ statistics }) => statistics !== null);
      if (kept !== this.#last && isSame && isWhole) await this.#keep(kept);
      return { terrain, release };
    } catch (error) {
      kept.users -= 1;
      throw error;
    }
  }

  /** Opens a shared terrain for some work, and releases it afterwards. */
  async use<T>(sources: TerrainSources, work: (terrain: Terrain) => Promise<T>): Promise<T> {
    const { terrain, release } = await this.open(sources);
    try {
      return await work(terrain);
    } finally {
      await release();
    }
  }

  async #keep(kept: Kept | null): Promise<void> {
    const before = this.#last;
    this.#last = kept;
    if (before?.users === 0) await closed(before);
  }
}

async function closed({ idle, terrain }: Kept): Promise<void> {
  if (idle !== null) clearTimeout(idle);
  await (await terrain).close();
}
