import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../context';
import { readExperiment } from './experiments';

/**
 * Writes an experiment's report into a folder, each file beside and renamed.
 * @returns the paths
 * @throws UserError `not-found`
 */
export async function exportExperiment(
  project: Project,
  experimentId: number,
  folder: string,
): Promise<string[]> {
  const report = await readExperiment(project.database, experimentId);
  await mkdir(folder, { recursive: true });
  const name = `${report.spec.experiment}-${experimentId}`;
  const path = join(folder, `${name}.json`);
  await writeFile(`${path}.part`, `${JSON.stringify(report, null, 2)}\n`);
  await rename(`${path}.part`, path);
  return [path];
}
