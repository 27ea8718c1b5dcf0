import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SpaceEvent } from '../../../shared/contract/compute';
import { loadTensorflow } from '../backend';
import { componentsOf } from './components';
import { kMeans } from './kMeans';
import { umap } from './umap';

/** Embeddings, and how to describe them. */
export interface ExploreRequest {
  /** [n, size] */
  readonly embeddings: Float32Array;
  readonly size: number;
  /** k of k-means */
  readonly clusters: number;
  readonly seed: number;
}

/**
 * Describes the space of embeddings: their first principal components, clusters and a layout by UMAP, each as soon as it is found.
 * @throws UserError `cancelled`
 */
export async function* explore(
  { embeddings, size, clusters, seed }: ExploreRequest,
  signal: AbortSignal,
): AsyncGenerator<SpaceEvent> {
  await loadTensorflow();
  const values = centred(embeddings, size);
  const { scores, shares } = componentsOf(values, size);
  yield { kind: 'components', scores, shares };
  await nextTurn();
  const grouped = await kMeans(values, size, clusters, seed, signal);
  yield { kind: 'clusters', clusters: grouped.clusters };
  const layout = umap(values, size, scores, seed, signal);
  for (;;) {
    const step = await layout.next();
    if (step.done === true) {
      yield { kind: 'umap', coordinates: step.value };
      return;
    }
    yield { kind: 'layout', ...step.value };
  }
}

/** Clusters of embeddings: [n], 0 the largest. @throws UserError `cancelled` */
export async function cluster(
  { embeddings, size, clusters, seed }: ExploreRequest,
  signal: AbortSignal,
): Promise<Uint8Array> {
  await loadTensorflow();
  return (await kMeans(centred(embeddings, size), size, clusters, seed, signal)).clusters;
}

/** Rows less their mean. */
function centred(embeddings: Float32Array, size: number): Float32Array {
  const mean = new Float64Array(size);
  for (const [at, value] of embeddings.entries()) mean[at % size] = (mean[at % size] ?? 0) + value;
  const count = embeddings.length / size;
  return embeddings.map((value, at) => value - (mean[at % size] ?? 0) / count);
}
