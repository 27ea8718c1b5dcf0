import type { Verdict } from '../../../shared/contract/detections';
import { runVerdict, type RunVerdict } from '../../../shared/contract/gridDetections';
import type { Topic } from '../../../shared/contract/project';
import { UserError } from '../../../shared/errors';
import { metres } from '../../../shared/format';
import type { LonLat } from '../../../shared/geo/lonLat';
import type { Project } from '../context';
import { readLink } from '../gridLink/link';
import { findClass } from '../labels/classes';
import type { Reader, Transaction } from '../store/database';
import { recordStep } from '../store/undo';
import { findMap } from './runMaps';
import { findRun } from './runs';

/** A verdict on whether a detection is right. */
interface Answer extends LonLat {
  readonly classId: string;
  readonly verdict: Verdict;
  /** Whether the place becomes a label as well. */
  readonly label: boolean;
}

const stepNames: Readonly<Record<Verdict, (name: string) => string>> = {
  right: (name) => `Confirm ${name}`,
  wrong: (name) => `Reject ${name}`,
  unsure: (name) => `Leave ${name} open`,
};

/**
 * Keeps a person's verdict on a detection with its map, in one step with the label that results. A later verdict replaces an
 * earlier one.
 * @throws UserError `not-found` for a run, class or radius that is not there
 */
export async function judgeDetection(
  project: Project,
  answer: Answer & { readonly runId: number; readonly radiusM: number },
): Promise<void> {
  const { runId, classId, radiusM, lonDeg, latDeg, verdict } = answer;
  const run = await findRun(project.database, runId);
  const map = await findMap(project.database, run.id, classId, radiusM);
  if (map === null)
    throw new UserError('not-found', `Run ${runId} has no map of ${classId} at ${metres(radiusM)}.`);
  await keepVerdict(project, answer, 'detections', (transaction) =>
    transaction.run(
      `INSERT INTO verdicts (map_id, lon_deg, lat_deg, verdict) VALUES (?, ?, ?, ?)
       ON CONFLICT (map_id, lon_deg, lat_deg) DO UPDATE SET verdict = excluded.verdict`,
      [map.id, lonDeg, latDeg, verdict],
    ),
  );
}

/**
 * As `judgeDetection`, for a detection of a run of the project's grid, with which the verdict is shared.
 * @throws UserError `bad-input` where the project belongs to no grid; `not-found` for a class that is not there
 */
export async function judgeGridDetection(
  project: Project,
  answer: Answer & { readonly runId: string },
): Promise<void> {
  const { runId, classId, lonDeg, latDeg, verdict } = answer;
  if ((await readLink(project.database)) === null)
    throw new UserError('bad-input', 'This project belongs to no grid.');
  await keepVerdict(project, answer, 'grid-verdicts', (transaction) =>
    transaction.run(
      `INSERT INTO grid_verdicts (id, run_id, class_id, lon_deg, lat_deg, verdict) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET verdict = excluded.verdict`,
      [[runId, classId, lonDeg, latDeg].join(' '), runId, classId, lonDeg, latDeg, verdict],
    ),
  );
}

async function keepVerdict(
  project: Project,
  { classId, lonDeg, latDeg, verdict, label }: Answer,
  topic: Topic,
  keep: (transaction: Transaction) => Promise<unknown>,
): Promise<void> {
  const { name: className } = await findClass(project.database, classId);
  const labels = label && verdict !== 'unsure';
  await recordStep(project.database, stepNames[verdict](className.toLowerCase()), async (transaction) => {
    await keep(transaction);
    if (labels)
      await transaction.run(
        `INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source) VALUES (?, ?, ?, ?, 'hand')`,
        [classId, lonDeg, latDeg, verdict === 'right' ? 1 : 0],
      );
  });
  project.changed(topic, 'undo', ...(labels ? (['labels', 'classes'] as const) : []));
}

/** People's verdicts on detections of runs of the project's grid. */
export const listGridVerdicts = (reader: Reader): Promise<RunVerdict[]> =>
  reader.all(
    runVerdict,
    `SELECT run_id AS runId, class_id AS classId, lon_deg AS lonDeg, lat_deg AS latDeg, verdict FROM grid_verdicts`,
  );
