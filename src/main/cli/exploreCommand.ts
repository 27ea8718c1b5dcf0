import { resolve } from 'node:path';
import { percent } from '../../shared/format';
import type { LonLatBox } from '../../shared/geo/lonLat';
import { replaceFile } from '../platform/replaceFile';
import { askedRegion, encoderId, open } from './asking';
import type { Output } from './output';
import type { Workbench } from './workbench';

/** Describes the space of an area's embeddings: its principal axes and clusters; `out` is a CSV of its places. */
export async function exploreCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: {
    encoder?: string;
    radius: number;
    step?: number;
    box?: LonLatBox;
    region?: string;
    clusters: number;
    seed: number;
    out?: string;
  },
): Promise<void> {
  await open(workbench, args);
  const result = await workbench.run({
    kind: 'explore',
    encoderId: await encoderId(workbench, options.encoder),
    radiusM: options.radius,
    stepM: options.step ?? null,
    box: await askedRegion(workbench, options.box, options.region),
    clusters: options.clusters,
    seed: options.seed,
  });
  if (result.kind !== 'exploration') return;
  const { explorations } = workbench.engine;
  const found = (await explorations.list()).find(({ id }) => id === result.explorationId);
  if (found === undefined) return;
  if (options.out !== undefined)
    await replaceFile(resolve(options.out), await placesCsv(workbench, found.id));
  const shares = found.shares.map((share) => percent(share));
  output.result(
    found,
    [
      `${found.placeCount} places; the first ${shares.length} principal axes hold ${shares.join(', ')} of the variance.`,
      ...found.clusterSizes.map(
        (size, index) => `Cluster ${index + 1}: ${size} places (${percent(size / found.placeCount)})`,
      ),
    ].join('\n'),
  );
}

/** A line for each place: where it is, its cluster counted from 1, and its coordinates along the axes and by UMAP. */
async function placesCsv(workbench: Workbench, explorationId: number): Promise<string> {
  const { lonDeg, latDeg, clusters, components, layout } = await workbench.engine.explorations.places({
    explorationId,
  });
  const rows = Array.from(lonDeg, (lon, i) => [
    lon.toFixed(7),
    latDeg[i]?.toFixed(7),
    (clusters[i] ?? 0) + 1,
    ...components.subarray(3 * i, 3 * i + 3),
    ...(layout === null ? [] : layout.subarray(2 * i, 2 * i + 2)),
  ]);
  const umap = layout === null ? [] : ['umap_1', 'umap_2'];
  const head = ['lon_deg', 'lat_deg', 'cluster', 'axis_1', 'axis_2', 'axis_3', ...umap];
  return [head, ...rows].map((row) => `${row.join(',')}\n`).join('');
}
