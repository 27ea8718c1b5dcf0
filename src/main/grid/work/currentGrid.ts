import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { GridAccess } from '../../../shared/contract/grid';
import type { GridPlaces } from '../../../shared/contract/gridSearch';
import { UserError } from '../../../shared/errors';
import { openGrid, type Grid } from '../control/grid';
import { openObjectStore } from '../objects/openObjectStore';
import type { ObjectStore } from '../objects/objectStore';
import { notAllowed, TerrainFiles } from './gridTerrain';

/** The grid that an engine has open, if any, and where this computer has its data. */
export class CurrentGrid {
  #grid: Grid | null = null;
  #opening: Promise<unknown> = Promise.resolve();
  readonly #stores = new Map<string, Promise<ObjectStore>>();
  readonly #terrains = new Map<string, TerrainFiles>();

  /** @throws UserError `network` while none is open */
  get opened(): Grid {
    if (this.#grid === null) throw new UserError('network', 'No grid is open.');
    return this.#grid;
  }

  /** Opens a grid in place of the last one; one after the other, so that open is the one that was asked for last. */
  open({ address, password }: GridAccess): Promise<Grid> {
    const next = this.#opening.then(async () => {
      await this.#leave();
      this.#grid = await openGrid(address, password ?? undefined);
      return this.#grid;
    });
    this.#opening = next.catch(() => undefined);
    return next;
  }

  /** Closes the grid: its engine is gone. */
  close(): Promise<void> {
    const closed = this.#opening.then(() => this.#leave());
    this.#opening = closed.catch(() => undefined);
    return closed;
  }

  /** The files of the grid's DTMs. */
  terrainAt(places: GridPlaces): TerrainFiles {
    const key = JSON.stringify(places);
    const known = this.#terrains.get(key) ?? new TerrainFiles(places);
    this.#terrains.set(key, known);
    return known;
  }

  /**
   * The grid's shards.
   * @throws UserError `not-allowed` where nobody said where they are, whatever the grid states; `not-found` for a folder that this
   * computer has not; as `openObjectStore` does
   */
  async storeAt({ data: place }: GridPlaces): Promise<ObjectStore> {
    if (place === null)
      throw notAllowed(`states that its data is in ${this.opened.settings.data}`, '--data PLACE');
    const known = this.#stores.get(place) ?? storeOf(place);
    this.#stores.set(place, known);
    // What failed is tried again.
    known.catch(() => this.#stores.delete(place));
    return known;
  }

  async #leave(): Promise<void> {
    const last = this.#grid;
    this.#grid = null;
    this.#stores.clear();
    this.#terrains.clear();
    await last?.database.close();
  }
}

async function storeOf(place: string): Promise<ObjectStore> {
  // Opening would make the folder, where only workers write.
  if (isAbsolute(place) && (await stat(place).catch(() => null))?.isDirectory() !== true)
    throw new UserError(
      'not-found',
      `The grid keeps its data in ${place}, which is no folder on this computer. ` +
        'Say where it is: File, Connect to the grid…, Folder of its data.',
    );
  return openObjectStore(place);
}
