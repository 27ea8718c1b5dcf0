import { basename } from 'node:path';
import { z } from 'zod';
import type { Project } from '../context';

/** Where an exported file comes from: what is needed to understand and reproduce it. */
export interface Provenance {
  readonly software: string;
  readonly project: string;
  readonly dtms: readonly string[];
  /** When what is exported was made, ISO 8601. */
  readonly created: string;
  /** Attribution lines of the data sources, joined; empty for none. */
  readonly attribution: string;
  readonly [key: string]: unknown;
}

/**
 * The provenance of something in a project.
 * @param createdMs when it was made
 * @param details what else should be recorded, e.g. encoder, radius, threshold
 */
export async function provenanceOf(
  project: Project,
  dtms: readonly string[],
  createdMs: number,
  details: Readonly<Record<string, unknown>>,
): Promise<Provenance> {
  const lines = await project.database.all(
    z.object({ line: z.string() }),
    'SELECT line FROM attributions ORDER BY line',
  );
  return {
    software: 'Topo2Vec Workbench',
    project: basename(project.path),
    dtms,
    created: new Date(createdMs).toISOString(),
    attribution: lines.map(({ line }) => line).join('; '),
    ...details,
  };
}
