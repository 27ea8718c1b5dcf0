import { z } from 'zod';
import type { TaskSpec } from '../../../shared/task';
import { chunkRangeOf } from '../../terrain/geo/lattice';
import type { Project, TaskWork } from '../context';
import { ensureLayer } from './layers';

const embeddedRow = z.object({ embedded: z.number() });

/** Embeds a lattice of the terrain, so that heads and retrieval are fast. */
export function embedWork(project: Project, spec: Extract<TaskSpec, { kind: 'embed' }>): TaskWork {
  return async (report, signal) => {
    const { id, lattice } = await ensureLayer(project, { ...spec, box: spec.box }, report, signal);
    const { column, row, columns, rows } = chunkRangeOf(lattice);
    const [stored] = await project.database.all(
      embeddedRow,
      `SELECT coalesce(sum(patches), 0) AS embedded FROM layer_chunks
       WHERE layer_id = ? AND chunk_row BETWEEN ? AND ? AND chunk_column BETWEEN ? AND ?`,
      [id, row, row + rows - 1, column, column + columns - 1],
    );
    const embedded = stored?.embedded ?? 0;
    return {
      kind: 'layer',
      layerId: id,
      embedded,
      skipped: lattice.columns * lattice.rows - embedded,
    };
  };
}
