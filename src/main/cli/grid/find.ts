import { duration, several } from '../../../shared/format';
import type { LonLat } from '../../../shared/geo/lonLat';
import { writeCatalog } from '../../grid/catalog/catalog';
import type { CatalogRun, CatalogShard } from '../../grid/catalog/catalogedGrid';
import { detectedOf } from '../../grid/control/detected';
import { listDtms } from '../../grid/control/dtms';
import { layerById, layerByName, listLayers } from '../../grid/control/layers';
import { shardsOf } from '../../grid/control/manifest';
import { listRuns } from '../../grid/control/runs';
import { SearchQueue } from '../../grid/control/searchQueue';
import { gridStatus, type WorkStatus } from '../../grid/control/status';
import { byWorkers } from '../../grid/search/byWorkers';
import { retrieveInGrid, type Scatter } from '../../grid/search/retrieve';
import { searchHere } from '../../grid/search/searchHere';
import { TerrainFiles } from '../../grid/work/gridTerrain';
import { hitLines } from '../findingCommands';
import type { Output } from '../output';
import { askedPlaces, type PlacesFlags } from './askedPlaces';
import { type PlacesSaid, placesOf, storeOf, thisProgram, withCompute, withGrid, withJobs } from './opened';

export async function retrieveGridCommand(
  output: Output,
  [address = '']: string[],
  options: {
    at: LonLat[];
    encoder: string;
    radius: number;
    step?: number;
    k: number;
    orientationMatters?: boolean;
    byWorkers?: boolean;
  } & PlacesSaid &
    PlacesFlags,
): Promise<void> {
  const { encoder, radius, step, k, at: locations } = options;
  const box = await askedPlaces(options);
  await withGrid(address, (grid) =>
    withCompute(output, async (compute) => {
      const layer = await layerByName(grid.database, { encoder, radiusM: radius, stepM: step ?? radius / 2 });
      const places = await placesOf(address, grid, options);
      const terrain = new TerrainFiles(places);
      const orientationMatters = options.orientationMatters === true;
      const asked = { locations, unlike: [], radiusM: radius, region: box, k, orientationMatters };
      const retrieve = async (scatter: Scatter): Promise<void> => {
        const { signal } = new AbortController();
        const hits = await retrieveInGrid(grid, { compute, terrain }, [layer], asked, scatter, signal);
        output.result({ layer: layer.id, hits }, hitLines(hits).join('\n'));
      };
      if (options.byWorkers === true)
        await withJobs(grid, false, async (jobs) =>
          retrieve(byWorkers(grid.database, new SearchQueue(jobs, await thisProgram()))),
        );
      else {
        const store = await storeOf(grid, places);
        await retrieve(searchHere({ compute, store, terrain }));
      }
    }),
  );
}

export async function catalogCommand(
  output: Output,
  [address = '']: string[],
  options: { name: string; licence?: string } & PlacesSaid,
): Promise<void> {
  await withGrid(address, async (grid) => {
    const store = await storeOf(grid, await placesOf(address, grid, options));
    const layers = await listLayers(grid.database);
    const shards: CatalogShard[] = [];
    for (const { id } of layers)
      for (const { stored, doneMs, ...shard } of await shardsOf(grid.database, id))
        if (stored !== null) shards.push({ ...shard, ...stored, createdMs: doneMs });
    const dtms = (await listDtms(grid.database)).map(({ path }) => ({
      name: path,
      licence: options.licence ?? null,
    }));
    const runs: CatalogRun[] = [];
    for (const { id, layerId, heads } of await listRuns(grid.database)) {
      const detected = await detectedOf(grid.database, id);
      runs.push({
        ...{ id, heads, layer: await layerById(grid.database, layerId) },
        shards: detected.flatMap(({ stored, doneMs, ...shard }) =>
          stored === null ? [] : [{ ...shard, ...stored, createdMs: doneMs }],
        ),
      });
    }
    await writeCatalog(store, {
      name: options.name,
      layers,
      shards,
      runs,
      dtms,
      program: `topo2vec ${await thisProgram()}`,
    });
    output.result(
      { layers: layers.length, shards: shards.length, runs: runs.length },
      `Described ${shards.length} shards and ${several(runs.length, 'run')} of detections in ${store.place}/stac/catalog.json.`,
    );
  });
}

export async function statusCommand(output: Output, [address = '']: string[]): Promise<void> {
  await withGrid(address, async (grid) => {
    const status = await gridStatus(grid.database, await thisProgram());
    output.result(
      status,
      [
        ...statusLines('Embedding', 'embeddings', status.embed),
        ...statusLines('Detection', 'detections', status.detect),
      ].join('\n'),
    );
  });
}

/** How far one kind of work is, as text. */
function statusLines(title: string, counted: string, status: WorkStatus): string[] {
  const { done, found, running, waiting, dead, elsewhere, shardsPerS, remainingS } = status;
  const rest = remainingS === null || waiting + running === 0 ? '' : `, ${duration(remainingS)} left`;
  return [
    `${title}: ${done} shards done (${found} ${counted}, ${(status.bytes / 1e6).toFixed(1)} MB), ${running} running, ${waiting} waiting, ${dead} set aside`,
    ...(shardsPerS === null ? [] : [`  ${(3600 * shardsPerS).toFixed(1)} shards an hour${rest}`]),
    ...Object.entries(elsewhere).map(
      ([other, count]) => `  ${count} waiting for topo2vec ${other}, a version other than this one`,
    ),
    ...status.deadShards.map(
      ({ job, reason, attempts }) =>
        `  set aside after ${attempts} tries: ${job.crsCode} ${job.column},${job.row}: ${reason.split('\n')[0] ?? ''}`,
    ),
  ];
}
