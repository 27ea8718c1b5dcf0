import type { TaskSpec } from '../../../shared/task';
import type { Project, TaskWork } from '../context';
import { refuseInvariant } from '../../layers/refuseInvariant';
import { findEncoder } from '../encoders/encoders';
import type { EmbeddingLayer } from '../../layers/layer';
import { ensureLayer } from '../layers/layers';
import { distinctPlaces } from '../../layers/search/distinctPlaces';
import { lookAlikes } from './lookAlikes';
import { queriesOf } from './queriesOf';
import { addRetrieval } from './retrievals';

type RetrieveSpec = Extract<TaskSpec, { kind: 'retrieve' }>;

/**
 * Finds the look-alikes of some locations: the k lattice cells whose embeddings are nearest (Euclidean) to any of `queriesOf` them.
 * The locations are embedded at one radius, and searched for at any: terrain looks alike across scales (paper, section 2.1), so
 * embeddings of all radii compare, and are ranked together. Places that look-alikes are not to be like are none themselves.
 */
export function retrieveWork(project: Project, spec: RetrieveSpec): TaskWork {
  return async (report, signal) => {
    const encoder = await findEncoder(project.database, spec.encoderId);
    if (spec.orientationMatters) refuseInvariant(encoder.card);
    const queries = await queriesOf(project, encoder, spec, signal);
    const searched = [...new Set(spec.searchRadiiM ?? [spec.radiusM])].map((radiusM) => ({
      radiusM,
      stepM: spec.stepM ?? radiusM / 2,
    }));
    const layers: EmbeddingLayer[] = [];
    for (const { radiusM, stepM } of searched) {
      const wanted = { encoderId: encoder.id, radiusM, stepM, box: spec.box };
      layers.push(await ensureLayer(project, wanted, report, signal));
    }
    const hits = await distinctPlaces(
      (isOut, expected) =>
        lookAlikes(project, { encoderId: encoder.id, layers, queries, expected, isOut }, report, signal),
      { ...spec, locations: [...spec.locations, ...spec.unlike] },
    );
    const retrievalId = await addRetrieval(project, {
      queries: spec.locations,
      unlike: spec.unlike,
      encoderId: encoder.id,
      encoder: encoder.card.name,
      radiusM: spec.radiusM,
      orientationMatters: spec.orientationMatters,
      searched,
      inGrid: false,
      hits,
    });
    return { kind: 'retrieval', retrievalId };
  };
}
