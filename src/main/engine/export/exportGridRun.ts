import type { GridRunInfo, StrongestDetections } from '../../../shared/contract/gridDetections';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { count } from '../../../shared/format';
import { lonLatBox } from '../../../shared/geo/lonLat';
import { GridVerdicts } from '../../../shared/mapQuality/gridVerdicts';
import type { TaskSpec } from '../../../shared/task';
import type { Project, TaskWork } from '../context';
import { listGridVerdicts } from '../detections/verdicts';
import { dtmFileNames } from '../dtms/dtms';
import type { ConnectedGrid } from '../gridLink/liveSync';
import { spotChecksOf } from './spotChecks';
import { writeTable } from './exportPoints';
import type { PointTable } from './pointTable';
import { provenanceOf } from './provenance';

/** The most detections of a grid that are written from the window: they are all in memory. */
const MOST = 500_000;

/** What is written of each detection of a grid. */
export const gridDetectionFields: PointTable['fields'] = [
  { name: 'class', type: 'text', description: 'Detected class' },
  { name: 'probability', type: 'real', description: 'Probability of the class, 0 to 1' },
  { name: 'radius_m', type: 'real', description: 'Radius of the patch, metres' },
  { name: 'encoder', type: 'text', description: 'Encoder that the embeddings come from' },
  { name: 'head', type: 'text', description: 'Head that classified it' },
];

/**
 * Writes detections of a run of the project's grid, shard by shard read and then all at once.
 * @param grid gives the project's grid
 * @throws UserError `bad-input` for more than fit in memory, naming the command that writes them, and as `exportPoints` does;
 * `not-found` for none; `cancelled`, and then nothing is written
 */
export function exportGridRunWork(
  project: Project,
  { runId, from, path, crs, box: region }: Extract<TaskSpec, { kind: 'export-grid-run' }>,
  grid: (signal: AbortSignal) => Promise<ConnectedGrid>,
): TaskWork {
  return async (report, signal) => {
    report({ done: 0, total: 0, unit: 'shards', message: 'Connecting to the grid' });
    const { client, places } = await grid(signal);
    const run = (await client.detections.runs(undefined, signal)).find(({ id }) => id === runId);
    if (run === undefined) throw new UserError('not-found', 'This run is no longer in the grid.');
    const asked = { runId, from, box: region && lonLatBox.parse(region), places, most: MOST };
    let found: StrongestDetections | null = null;
    for await (const event of client.detections.strongest(asked, signal)) {
      report({ done: event.done, total: event.total, unit: 'shards', message: 'Reading the shards' });
      found = event;
    }
    throwIfAborted(signal);
    const table = await tableOf(project, run, found, from);
    return { kind: 'file', path, places: await writeTable(project, table, path, crs, region) };
  };
}

async function tableOf(
  project: Project,
  run: GridRunInfo,
  found: StrongestDetections | null,
  from: number,
): Promise<PointTable> {
  if (found === null || found.lonDeg.length === 0)
    throw new UserError('not-found', 'No detection there reaches this probability.');
  if (!found.isAll)
    throw new UserError(
      'bad-input',
      `There are more than ${count(MOST)} detections. Write them by the command: topo2vec grid detections ADDRESS ` +
        `--class ${run.classIds.join(',')} --radius ${run.radiusM} --from ${from} --out FILE`,
    );
  const verdicts = new GridVerdicts(run.id, await listGridVerdicts(project.database));
  const { lonDeg, latDeg, probability, classIndex } = found;
  const dtms = await dtmFileNames(project.database);
  const provenance = await provenanceOf(project, dtms, run.begunMs, {
    ...{ encoder: run.encoder, heads: run.heads, radii_m: [run.radiusM], step_m: run.stepM },
    ...{ threshold: from, grid_run: run.id },
    spot_checks: spotChecksOf(
      { ...run, radiiM: [run.radiusM], threshold: from },
      verdicts.columnsOf(run, found),
    ),
  });
  return {
    name: 'detections',
    fields: gridDetectionFields,
    ...{ provenance, lonDeg, latDeg },
    row: (index) => {
      const at = classIndex[index] ?? 0;
      return [
        run.classIds[at] ?? '',
        Number((probability[index] ?? 0).toFixed(4)),
        ...[run.radiusM, run.encoder, run.heads[at] ?? ''],
      ];
    },
  };
}
