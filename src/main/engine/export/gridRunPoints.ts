import type { PointSource } from '../../../shared/contract/exports';
import type { StrongestDetections } from '../../../shared/contract/gridDetections';
import { UserError } from '../../../shared/errors';
import { count } from '../../../shared/format';
import { lonLatBox, type LonLatBox } from '../../../shared/geo/lonLat';
import type { Project } from '../context';
import { dtmFileNames } from '../dtms/dtms';
import type { ConnectedGrid } from '../gridLink/liveSync';
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

/** Gives the project's grid. */
export type AskGrid = () => Promise<ConnectedGrid>;

/** Where there is no grid to ask. */
export const noGrid: AskGrid = () =>
  Promise.reject(new UserError('bad-input', 'This project belongs to no grid.'));

/**
 * Detections of a run of the project's grid.
 * @param region only those in its box; undefined: all
 * @throws UserError `bad-input` for more than fit in memory, naming the command that writes them; `not-found` for none
 */
export async function gridRunPoints(
  project: Project,
  { runId, from }: Extract<PointSource, { kind: 'grid-run' }>,
  region: LonLatBox | undefined,
  grid: AskGrid,
): Promise<PointTable> {
  const { client, places } = await grid();
  const box = region && lonLatBox.parse(region);
  const run = (await client.detections.runs()).find(({ id }) => id === runId);
  if (run === undefined) throw new UserError('not-found', 'This run is no longer in the grid.');
  let found: StrongestDetections | null = null;
  for await (const event of client.detections.strongest({ runId, from, box, places, most: MOST }))
    found = event;
  if (found === null || found.lonDeg.length === 0)
    throw new UserError('not-found', 'No detection there reaches this probability.');
  if (!found.isAll)
    throw new UserError(
      'bad-input',
      `There are more than ${count(MOST)} detections. Write them by the command: topo2vec grid detections ADDRESS ` +
        `--class ${run.classIds.join(',')} --radius ${run.radiusM} --from ${from} --out FILE`,
    );
  const { lonDeg, latDeg, probability, classIndex } = found;
  const dtms = await dtmFileNames(project.database);
  const provenance = await provenanceOf(project, dtms, run.begunMs, {
    ...{ encoder: run.encoder, heads: run.heads, radii_m: [run.radiusM], step_m: run.stepM },
    ...{ threshold: from, grid_run: run.id },
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
