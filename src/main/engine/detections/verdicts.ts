import type { Verdict } from '../../../shared/contract/detections';
import { UserError } from '../../../shared/errors';
import { metres } from '../../../shared/format';
import type { LonLat } from '../../../shared/geo/lonLat';
import type { Project } from '../context';
import { findClass } from '../labels/classes';
import { recordStep } from '../store/undo';
import { findMap } from './runMaps';
import { findRun } from './runs';

/** A verdict on whether a detection is right. */
interface Answer extends LonLat {
  readonly runId: number;
  readonly classId: string;
  readonly radiusM: number;
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
export async function judgeDetection(project: Project, answer: Answer): Promise<void> {
  const { runId, classId, radiusM, lonDeg, latDeg, verdict } = answer;
  const run = await findRun(project.database, runId);
  const map = await findMap(project.database, run.id, classId, radiusM);
  if (map === null)
    throw new UserError('not-found', `Run ${runId} has no map of ${classId} at ${metres(radiusM)}.`);
  const { name: className } = await findClass(project.database, classId);
  const labels = answer.label && verdict !== 'unsure';
  const name = stepNames[verdict](className.toLowerCase());
  await recordStep(project.database, name, async (transaction) => {
    await transaction.run(
      `INSERT INTO verdicts (map_id, lon_deg, lat_deg, verdict) VALUES (?, ?, ?, ?)
       ON CONFLICT (map_id, lon_deg, lat_deg) DO UPDATE SET verdict = excluded.verdict`,
      [map.id, lonDeg, latDeg, verdict],
    );
    if (labels)
      await transaction.run(
        `INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source) VALUES (?, ?, ?, ?, 'hand')`,
        [classId, lonDeg, latDeg, verdict === 'right' ? 1 : 0],
      );
  });
  project.changed('detections', 'undo', ...(labels ? (['labels', 'classes'] as const) : []));
}
