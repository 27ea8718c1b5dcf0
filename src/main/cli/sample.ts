import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeMapPicture } from '../engine/export/mapPicture';
import { percent } from '../../shared/format';
import { mapClaims, mapSentence } from '../../shared/mapQuality/mapClaims';
import { balancedAccuracy } from '../../shared/statistics/metrics';
import type { Output } from './output';
import type { Workbench } from './workbench';

/** Detections of the sample: two classes at three scales. */
const CLASS_IDS = ['peak', 'cliff'];
const RADII_M = [240, 480, 960];

/** Runs the whole workflow on the sample project: heads, detections, a GeoJSON, a picture of the map, and a report. */
export async function sampleCommand(
  workbench: Workbench,
  output: Output,
  _args: string[],
  { out }: { out: string },
): Promise<void> {
  const folder = resolve(out);
  await mkdir(folder, { recursive: true });
  const project = await workbench.local.openSample(join(folder, 'Liechtenstein sample.topo2vec'));
  await workbench.settle();
  const result = await workbench.run({
    kind: 'detect',
    classIds: CLASS_IDS,
    radiiM: RADII_M,
  });
  if (result.kind !== 'detection-run') return;
  const geojsonPath = join(folder, 'detections.geojson');
  const features = await workbench.engine.exports.points({
    source: { kind: 'run', runId: result.runId },
    path: geojsonPath,
  });
  const picturePath = join(folder, 'map.png');
  await writeMapPicture(project, result.runId, picturePath);

  const [run] = (await workbench.engine.detections.runs()).filter(({ id }) => id === result.runId);
  const heads = await workbench.engine.heads.list();
  const claims = run === undefined ? [] : mapClaims(run, heads);
  const info = await project.info();
  const rows = (run?.classIds ?? []).flatMap((classId, i) =>
    RADII_M.map((radiusM, j) => `| ${classId} | ${radiusM} | ${run?.counts[i]?.[j] ?? 0} |`),
  );
  const report = [
    `# ${info.name}`,
    '',
    `Encoder ${run?.encoder ?? ''}; heads by cross-validation over spatial blocks:`,
    '',
    '| head | balanced accuracy | labels |',
    '|---|---|---|',
    ...heads.map(
      ({ name, metrics, trainPositives, trainNegatives }) =>
        `| ${name} | ${percent(balancedAccuracy(metrics.confusion))} | ${trainPositives} + ${trainNegatives} |`,
    ),
    '',
    ...claims.map((claim) => `- ${mapSentence(claim.classId, claim, run?.threshold ?? 0)}`),
    '',
    '| class | radius, m | detections |',
    '|---|---|---|',
    ...rows,
    '',
    '![Detections](map.png)',
    '',
    ...info.attributions,
    'Elevations: NASA SRTM GL1 v3, public domain',
    '',
  ];
  const reportPath = join(folder, 'report.md');
  await writeFile(reportPath, report.join('\n'));
  output.result(
    { folder, features, files: [geojsonPath, picturePath, reportPath] },
    `Found ${features} detections. See ${reportPath}, ${picturePath} and ${geojsonPath}.`,
  );
}
