import { messages, project } from '../../state/workbench.svelte';
import { count } from '../../../shared/format';

type Source =
  | { readonly kind: 'run'; readonly runId: number | null }
  | { readonly kind: 'retrieval'; readonly retrievalId: number };

/** Asks for a place and writes detections or look-alikes there as GeoJSON. */
export async function exportGeojson(source: Source, suggestedName: string): Promise<void> {
  const path = await window.workbench.saveDialog('geojson', suggestedName);
  if (path === null) return;
  const features = await project.attempt((engine) => engine.exports.points({ source, path }));
  if (features !== undefined) messages.info(`${count(features)} features written to ${path}.`);
}

/** Exports a run; the newest for null. */
export const exportRun = (runId: number | null): Promise<void> =>
  exportGeojson({ kind: 'run', runId }, `${project.info?.name ?? 'terrain'} detections.geojson`);
