import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../context';
import { svgPicture } from '../export/svgPicture';
import { readExperiment } from './experiments';
import { reportHtml } from './report/reportHtml';

/**
 * Writes an experiment's report into a folder, each file first under a temporary name: HTML, JSON and, for maps, SVG and PNG.
 * @param fontsDir the folder of the fonts that pictures are drawn with
 * @returns the paths
 * @throws UserError `not-found`
 */
export async function exportExperiment(
  project: Project,
  experimentId: number,
  folder: string,
  fontsDir: string,
): Promise<string[]> {
  const report = await readExperiment(project.database, experimentId);
  const files: [ending: string, content: string | Uint8Array][] = [
    ['html', reportHtml(report)],
    ['json', `${JSON.stringify(report, null, 2)}\n`],
  ];
  if (report.result.experiment === 'map') {
    const { svg } = report.result;
    files.push(['svg', svg], ['png', await svgPicture(svg, fontsDir)]);
  }
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const [ending, content] of files) {
    const path = join(folder, `${report.spec.experiment}-${experimentId}.${ending}`);
    await writeFile(`${path}.part`, content);
    await rename(`${path}.part`, path);
    paths.push(path);
  }
  return paths;
}
