import { UserError } from '../../../shared/errors';
import { metres } from '../../../shared/format';
import type { TaskSpec } from '../../../shared/task';
import type { Project, TaskWork } from '../context';
import { encoderFromGrid } from '../gridLink/gridEncoder';
import type { ConnectedGrid } from '../gridLink/liveSync';
import { addRetrieval } from './retrievals';

type RetrieveSpec = Extract<TaskSpec, { kind: 'retrieve' }>;

/**
 * Finds the look-alikes of some locations in all shards of layers of the project's grid, and stores them as those that the project
 * finds in its own. An encoder that only the grid has comes along.
 * @param grid gives the project's grid
 */
export function retrieveInGridWork(
  project: Project,
  spec: RetrieveSpec,
  layerIds: readonly string[],
  grid: (signal: AbortSignal) => Promise<ConnectedGrid>,
): TaskWork {
  return async (report, signal) => {
    report({ done: 0, total: 0, unit: 'shards', message: 'Connecting to the grid' });
    const { client, places } = await grid(signal);
    const layers = (await client.search.layers(undefined, signal)).filter(({ id }) => layerIds.includes(id));
    const [first] = layers;
    if (first === undefined || layers.length < layerIds.length)
      throw new UserError('not-found', 'The grid no longer has embeddings that were chosen. Choose others.');
    const encoderId = await encoderFromGrid(project, client, first.encoderKey, signal);
    const { locations, unlike, radiusM, k, orientationMatters, box: region } = spec;
    const asked = { places, layerIds: [...layerIds], locations, unlike, radiusM, k, orientationMatters };
    const message = `Comparing all terrain of the grid at ${layers.map((layer) => metres(layer.radiusM)).join(', ')}`;
    for await (const event of client.search.lookAlikes({ ...asked, region }, signal)) {
      if (!('hits' in event)) {
        report({ ...event, unit: 'shards', message });
        continue;
      }
      const retrievalId = await addRetrieval(project, {
        queries: locations,
        ...{ unlike, encoderId, encoder: first.encoder, radiusM, orientationMatters, inGrid: true },
        searched: layers.map((layer) => ({ radiusM: layer.radiusM, stepM: layer.stepM })),
        hits: event.hits,
      });
      return { kind: 'retrieval', retrievalId };
    }
    throw new Error('The search ended without a result.');
  };
}
