import type { gridContract } from '../../shared/contract/grid';
import type { Handlers } from '../../shared/rpc/contract';
import { keptAddress } from './control/address';
import { listDtms } from './control/dtms';
import { encoderText } from './control/encoders';
import { countLayers, layerById } from './control/layers';
import { addSentHead, listSentHeads, sentHeadOf } from './control/sentHeads';
import { countRuns } from './control/runs';
import { labelsOf } from './control/labels/labelsOf';
import { LABEL_CHANNEL } from './control/labels/schema';
import { followLookAlikes } from './search/followLookAlikes';
import { retrieveInGrid } from './search/retrieve';
import { ShardDetections } from './search/shardDetections';
import { DetectionSamples } from './search/detectionSamples';
import { strongestDetections } from './search/strongestDetections';
import { searchHere } from './search/searchHere';
import type { CurrentGrid } from './work/currentGrid';
import { isAddress, sourceOf } from './work/gridTerrain';
import type { GridCompute } from './work/gridCompute';

/**
 * Each procedure of the contract with a project's grid.
 * @param compute gives the current connection to compute
 */
export function gridHandlers(
  current: CurrentGrid,
  compute: () => GridCompute,
): Handlers<typeof gridContract> {
  const database = () => current.opened.database;
  const read = new ShardDetections();
  const samples = new DetectionSamples();
  return {
    grid: {
      open: async (access) => {
        const { id, database: opened } = await current.open(access);
        return {
          id,
          address: keptAddress(access.address),
          shown: opened.shown,
          dtms: await listDtms(opened),
        };
      },
      states: async () => {
        const addresses = (await listDtms(database())).map(({ path }) => path).filter(isAddress);
        return { data: current.opened.settings.data, sources: [...new Set(addresses.map(sourceOf))] };
      },
    },
    labels: {
      push: (pushed) => labelsOf(database()).push(pushed),
      pull: (asked) => labelsOf(database()).pull(asked),
      classIds: () => labelsOf(database()).classIds(undefined),
      watch: (_, signal) => database().listen(LABEL_CHANNEL, signal),
    },
    search: {
      layers: () => countLayers(database()),
      encoder: ({ key }) => encoderText(database(), key),
      lookAlikes: ({ places, layerIds, region, ...asked }, signal) =>
        followLookAlikes(async (report) => {
          const grid = current.opened;
          const terrain = current.terrainAt(places);
          const embedding = { compute: compute(), store: await current.storeAt(places), terrain };
          const layers = await Promise.all(layerIds.map((id) => layerById(grid.database, id)));
          const scatter = searchHere(embedding, report);
          return retrieveInGrid(grid, embedding, layers, { ...asked, region }, scatter, signal);
        }),
    },
    heads: {
      list: () => listSentHeads(database()),
      add: (head) => addSentHead(database(), head),
      get: ({ key }) => sentHeadOf(database(), key),
    },
    detections: {
      runs: () => countRuns(database()),
      strongest: async function* ({ places, ...asked }, signal) {
        yield* strongestDetections(database(), await current.storeAt(places), read, asked, signal);
      },
      sample: async function* ({ places, ...asked }, signal) {
        yield* samples.of(database(), await current.storeAt(places), asked, signal);
      },
    },
  };
}
