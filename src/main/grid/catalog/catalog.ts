import type { ObjectStore } from '../objects/objectStore';
import type { CatalogedGrid } from './catalogedGrid';
import { collectionOf, runCollectionOf } from './collection';
import { detectionsItemOf, itemName, itemOf, STAC_VERSION } from './item';

/**
 * Writes a static STAC 1.0.0 catalog under `stac/`: a collection a layer with the embedding extension, a collection a run of
 * detections, an item a shard. All links
 * are relative, so that it can be copied with the shards. Version 0.0.1 of the extension, which is what Earth Genome and TESSERA use,
 * builds on STAC 1.0.0.
 * @throws UserError what the store throws
 */
export async function writeCatalog(store: ObjectStore, grid: CatalogedGrid): Promise<void> {
  const links: object[] = [{ rel: 'root', href: './catalog.json', type: 'application/json' }];
  await putJson(store, 'stac/terrain.json', { dtms: grid.dtms });
  for (const layer of grid.layers) {
    const shards = grid.shards.filter(({ layerId }) => layerId === layer.id);
    if (shards.length === 0) continue;
    const folder = `stac/${layer.id}`;
    for (const shard of shards)
      await putJson(store, `${folder}/${itemName(shard)}.json`, itemOf(layer, shard, grid.program));
    const { encoderName: name, encoderKey: key } = layer;
    await putJson(store, `${folder}/encoder.json`, { name, key });
    await putJson(store, `${folder}/collection.json`, collectionOf(layer, shards, grid));
    links.push({ rel: 'child', href: `./${layer.id}/collection.json`, type: 'application/json' });
  }
  for (const run of grid.runs) {
    if (run.shards.length === 0) continue;
    for (const shard of run.shards)
      await putJson(
        store,
        `stac/${run.id}/${itemName(shard)}.json`,
        detectionsItemOf(run, shard, grid.program),
      );
    await putJson(store, `stac/${run.id}/collection.json`, runCollectionOf(run, grid));
    links.push({ rel: 'child', href: `./${run.id}/collection.json`, type: 'application/json' });
  }
  await putJson(store, 'stac/catalog.json', {
    type: 'Catalog',
    stac_version: STAC_VERSION,
    id: 'topo2vec-grid',
    title: grid.name,
    description: `Embeddings of the terrain of ${grid.name} and what was detected by them, made by ${grid.program}.`,
    links,
  });
}

const putJson = (store: ObjectStore, key: string, value: object): Promise<void> =>
  store.put(key, new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`));
