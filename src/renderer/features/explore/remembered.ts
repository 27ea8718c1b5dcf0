import type { FetchPlaces } from '../../map/placeTiles';

/** Tiles that are kept, so that places in other colours need not be fetched again: some 25 MB. */
const TILES_KEPT = 96;

/** Remembers the tiles that were fetched last; failed ones are requested again. */
export function remembered(fetch: FetchPlaces): FetchPlaces {
  const tiles = new Map<string, ReturnType<FetchPlaces>>();
  return (z, x, y) => {
    const key = `${z}/${x}/${y}`;
    const tile = tiles.get(key) ?? fetch(z, x, y);
    tiles.delete(key);
    tiles.set(key, tile);
    tile.catch(() => tiles.delete(key));
    const [oldest] = tiles.keys();
    if (tiles.size > TILES_KEPT && oldest !== undefined) tiles.delete(oldest);
    return tile;
  };
}
