import { basename } from 'node:path';
import { z } from 'zod';
import type { Project } from '../context';

/** Where an exported file comes from: what it needs to be understood and made again. */
export interface Provenance {
  readonly software: string;
  readonly project: string;
  readonly dtms: readonly string[];
  /** When what is exported was made, ISO 8601. */
  readonly created: string;
  /** Lines owed to the sources of data, joined; empty for none. */
  readonly attribution: string;
  readonly [key: string]: unknown;
}

/**
 * The provenance of something in a project.
 * @param createdMs when it was made
 * @param details what else is to be known of it, e.g. encoder, radius, threshold
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
