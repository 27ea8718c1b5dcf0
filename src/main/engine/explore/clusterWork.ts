import type { TaskSpec } from '../../../shared/task';
import type { Project, TaskWork } from '../context';
import { exploredEmbeddings } from './exploredEmbeddings';
import { findExploration, storeClusters } from './explorations';
import { sizesOf } from './exploreWork';

/** Clusters an exploration's embeddings again. */
export function clusterWork(project: Project, spec: Extract<TaskSpec, { kind: 'cluster' }>): TaskWork {
  return async (report, signal) => {
    const { explorationId } = spec;
    const { seed } = await findExploration(project.database, explorationId);
    const { embeddings, size } = await exploredEmbeddings(project, explorationId, report, signal);
    report({ done: 0, total: 0, unit: 'places', message: 'Finding clusters' });
    const clusters = await project.compute.space.cluster(
      { embeddings, size, clusters: spec.clusters, seed },
      signal,
    );
    await storeClusters(project, explorationId, clusters, sizesOf(clusters));
    return { kind: 'exploration', explorationId };
  };
}
