import { basename } from 'node:path';
import type { LabelFileChoice, LabelFilePreview } from '../../../shared/labels/labelFiles';
import type { Project } from '../context';
import { listClasses } from './classes';
import { inspectLabels } from './readLabels';

/**
 * What a label file holds, as far as a preview needs to know.
 * @throws UserError saying what is wrong with the file; `cancelled`
 */
export async function inspectLabelFile(
  project: Project,
  { path, ...choice }: LabelFileChoice & { path: string },
  signal: AbortSignal,
): Promise<LabelFilePreview> {
  const classes = await listClasses(project.database);
  return inspectLabels({ kind: 'file', name: basename(path), path }, classes, choice, signal);
}
