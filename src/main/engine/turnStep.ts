import type { Topic } from '../../shared/contract/project';
import { redo, undo } from './store/undo';
import type { OpenProject } from './project/openProject';

/** What a window reloads after a step changed a table. */
export const topicsOf: Readonly<Record<string, readonly Topic[]>> = {
  dtms: ['dtms', 'layers', 'heads', 'detections'],
  label_classes: ['classes', 'areas', 'labels', 'grid-verdicts', 'heads', 'detections'],
  areas: ['areas', 'labels', 'classes'],
  labels: ['labels', 'classes'],
  regions: ['regions'],
  attributions: [],
  map_layers: ['map-layers'],
  encoders: ['encoders'],
  runs: ['detections'],
  retrievals: ['retrievals'],
  verdicts: ['detections'],
  grid_verdicts: ['grid-verdicts'],
  removals: ['encoders', 'layers', 'heads', 'detections', 'retrievals', 'experiments', 'explorations'],
};

/** Undoes or redoes the project's last step; returns its name, null when there was none. */
export async function turnStep(project: OpenProject, direction: 'undo' | 'redo'): Promise<string | null> {
  const tables = new Set<string>();
  const name = await (direction === 'undo' ? undo : redo)(project.database, (changed) => {
    for (const table of changed) tables.add(table);
  });
  if (name === null) return null;
  project.changed('project', 'undo', ...[...tables].flatMap((table) => topicsOf[table] ?? []));
  return name;
}
