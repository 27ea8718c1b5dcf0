import { z } from 'zod';
import type { TaskSpec } from '../../../shared/task';
import type { Project, TaskWork } from '../context';
import { ensureLayer } from './layers';

const embeddedRow = z.object({ embedded: z.number() });

/** Embeds a lattice of the terrain, so that heads and retrieval answer at once. */
export function embedWork(project: Project, spec: Extract<TaskSpec, { kind: 'embed' }>): TaskWork {
  return async (report, signal) => {
    const layer = await ensureLayer(project, { ...spec, box: spec.box }, report, signal);
    const cells = layer.lattice.columns * layer.lattice.rows;
    const [stored] = await project.database.all(embeddedRow, 'SELECT embedded FROM layers WHERE id = ?', [
      layer.id,
    ]);
    const embedded = stored?.embedded ?? 0;
    return { kind: 'layer', layerId: layer.id, embedded, skipped: cells - embedded };
  };
}
