import type { TaskSpec } from '../../../shared/task';
import type { Project, TaskWork } from '../context';
import { findEncoder } from '../encoders/encoders';
import { addExploration, storeLayout } from './explorations';
import { placesOf } from './places';

type ExploreSpec = Extract<TaskSpec, { kind: 'explore' }>;

/**
 * Explores the space of the embeddings of an area. The exploration can be viewed as soon as its components and clusters are
 * there, and stays when the layout by UMAP, which takes longest, is cancelled.
 */
export function exploreWork(project: Project, spec: ExploreSpec): TaskWork {
  return async (report, signal) => {
    const encoder = await findEncoder(project.database, spec.encoderId);
    const stepM = spec.stepM ?? spec.radiusM / 2;
    const wanted = { encoderId: encoder.id, radiusM: spec.radiusM, stepM, box: spec.box };
    const { lattice, cells, embeddings, size } = await placesOf(project, wanted, report, signal);
    report({ done: 0, total: 0, unit: 'places', message: 'Finding components and clusters' });
    const { clusters, seed } = spec;
    const events = project.compute.space.explore({ embeddings, size, clusters, seed }, signal);
    let components: { scores: Float32Array; shares: number[] } | null = null;
    let explorationId: number | null = null;
    for await (const event of events) {
      switch (event.kind) {
        case 'components':
          components = event;
          break;
        case 'clusters': {
          if (components === null) throw new Error('Clusters came before components.');
          const info = {
            encoder: encoder.card.name,
            radiusM: spec.radiusM,
            stepM,
            box: spec.box ?? null,
            placeCount: cells.length,
            shares: components.shares,
            clusterSizes: sizesOf(event.clusters),
            lattice,
            seed,
          };
          const columns = { cells, components: components.scores, clusters: event.clusters };
          explorationId = await addExploration(project, encoder.id, info, columns);
          break;
        }
        case 'layout':
          report({ done: event.done, total: event.total, unit: 'rounds', message: 'Laying out by UMAP' });
          break;
        case 'umap':
          if (explorationId !== null) await storeLayout(project, explorationId, event.coordinates);
      }
    }
    if (explorationId === null) throw new Error('An exploration ended before it had clusters.');
    return { kind: 'exploration', explorationId };
  };
}

/** How many rows each cluster has. */
export function sizesOf(clusters: Uint8Array): number[] {
  const count = clusters.reduce((most, cluster) => Math.max(most, cluster + 1), 0);
  const sizes = new Array<number>(count).fill(0);
  for (const cluster of clusters) sizes[cluster] = (sizes[cluster] ?? 0) + 1;
  return sizes;
}
