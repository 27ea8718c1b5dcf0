import type { TerrainSources } from '../../../shared/contract/compute';
import { openTerrain, type Terrain } from '../../terrain/terrain';

/** How long a terrain stays open that nobody uses, ms: on Windows, an open file cannot be moved or deleted. */
const IDLE_MS = 5000;

/** A terrain that may be lent several times at once. */
interface Kept {
  readonly key: string;
  readonly terrain: Promise<Terrain>;
  users: number;
  idle: NodeJS.Timeout | null;
}

/** Opens terrains, and keeps the last one open for a while: the next call mostly asks for the same. */
export class LentTerrains {
  #last: Kept | null = null;

  /** @returns the terrain, and how to give it back, which must be called once */
  async lend(
    sources: TerrainSources,
  ): Promise<{ readonly terrain: Terrain; readonly giveBack: () => Promise<void> }> {
    const key = JSON.stringify(sources);
    const kept =
      this.#last?.key === key ? this.#last : { key, terrain: openTerrain(sources), users: 0, idle: null };
    kept.users += 1;
    if (kept.idle !== null) clearTimeout(kept.idle);
    kept.idle = null;
    const giveBack = async (): Promise<void> => {
      kept.users -= 1;
      if (kept.users > 0) return;
      if (kept !== this.#last) await closed(kept);
      else kept.idle = setTimeout(() => void this.#keep(null), IDLE_MS).unref();
    };
    try {
      const terrain = await kept.terrain;
      // What is not known to be unchanged, or lacks a pyramid that may be built meanwhile, is opened anew next time.
      const isSame = sources.dtms.every(({ known }) => known !== undefined);
      const isWhole = terrain.dtms.every(({ statistics }) => statistics !== null);
      if (kept !== this.#last && isSame && isWhole) await this.#keep(kept);
      return { terrain, giveBack };
    } catch (error) {
      kept.users -= 1;
      throw error;
    }
  }

  /** Lends a terrain for some work. */
  async use<T>(sources: TerrainSources, work: (terrain: Terrain) => Promise<T>): Promise<T> {
    const { terrain, giveBack } = await this.lend(sources);
    try {
      return await work(terrain);
    } finally {
      await giveBack();
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
