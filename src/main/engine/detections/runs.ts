import { z } from 'zod';
import type { RunInfo } from '../../../shared/contract/detections';
import { givenNames, type GivenNames } from '../../../shared/contract/names';
import { UserError } from '../../../shared/errors';
import { region } from '../../../shared/geo/region';
import type { Project } from '../context';
import { otherTerrainOf } from '../dtms/dtms';
import { exclusiveChangedOf } from '../labels/exclusive';
import { blob, float32Of } from '../store/blob';
import type { Reader } from '../store/database';
import { json } from '../store/json';
import { removeRow } from '../store/removals';
import { recordStep } from '../store/undo';

/** What is stored of a run beside its maps. */
const storedRun = z.object({
  classIds: z.array(z.string()),
  radiiM: z.array(z.number()),
  box: region,
  threshold: z.number(),
  /** What was too flat to say, as in RunInfo; older versions decided everywhere. */
  flatTimes: z.number().default(0),
  flatBelowM: z.array(z.number()).readonly().default([]),
  encoder: z.string(),
  heads: z.array(z.string()),
  /** Names of the DTMs. */
  dtms: z.array(z.string()),
  /** Key of the terrain; older versions did not keep it. */
  ground: z.string().default(''),
  /** Its classes that were exclusive; older versions did not keep them. */
  exclusive: z.array(z.string()).optional(),
});
export type StoredRun = z.infer<typeof storedRun>;

/** What of it is shown as it is stored. */
const shownRun = storedRun.omit({ dtms: true, ground: true, exclusive: true });

/** What exports say of what people called it and noted about it: nothing where they did not. */
export const namesProvenance = ({ name, note }: GivenNames): Readonly<Record<string, unknown>> => ({
  ...(name === null ? {} : { name }),
  ...(note === null ? {} : { note }),
});

/** What exports say about terrain that was too flat to say: nothing where none was. */
export const flatProvenance = ({ flatTimes, flatBelowM }: StoredRun): Readonly<Record<string, unknown>> =>
  flatBelowM.length === 0
    ? {}
    : {
        too_flat_below_relief_m: flatBelowM.map((belowM) => Number(belowM.toFixed(2))),
        too_flat_below_times_noise: flatTimes,
      };

const runRow = givenNames.extend({ id: z.number(), info: json(storedRun), created_ms: z.number() });
const RUNS = 'SELECT id, info, created_ms, name, note FROM present_runs';

/** How many detections reach a threshold. @param probabilities falling */
export function shownOf(probabilities: Float32Array, threshold: number): number {
  const below = probabilities.findIndex((probability) => probability < Math.fround(threshold));
  return below < 0 ? probabilities.length : below;
}

/** The project's runs, newest first. */
export async function listRuns(reader: Reader): Promise<RunInfo[]> {
  const rows = await reader.all(runRow, `${RUNS} ORDER BY id DESC`);
  const isOther = await otherTerrainOf(reader);
  const hasChanged = await exclusiveChangedOf(reader);
  return Promise.all(
    rows.map(async ({ id, info, created_ms, name, note }) => {
      const { ground, exclusive } = info;
      const shown = shownRun.parse(info);
      const maps = await reader.all(
        z.object({ class_id: z.string(), radius_m: z.number(), probability: blob }),
        `SELECT m.class_id, m.radius_m, d.probability FROM run_maps AS m JOIN detections AS d ON d.map_id = m.id
         WHERE m.run_id = ?`,
        [id],
      );
      const probabilities = shown.classIds.map((classId) =>
        shown.radiiM.map((radiusM) => {
          const map = maps.find((one) => one.class_id === classId && one.radius_m === radiusM);
          return map === undefined ? new Float32Array() : float32Of(map.probability);
        }),
      );
      return {
        ...{ id, name, note },
        ...shown,
        otherTerrain: isOther(ground),
        exclusiveChanged: hasChanged(shown.classIds, exclusive),
        counts: probabilities.map((byRadius) => byRadius.map((each) => shownOf(each, shown.threshold))),
        highest: probabilities.map((byRadius) => byRadius.map(([highest = null]) => highest)),
        createdMs: created_ms,
      };
    }),
  );
}

/** A run as it is stored; the newest for null. @throws UserError `not-found` */
export async function findRun(
  reader: Reader,
  runId: number | null,
): Promise<StoredRun & GivenNames & { id: number; createdMs: number }> {
  const found = await reader.get(
    runRow,
    runId === null ? `${RUNS} ORDER BY id DESC LIMIT 1` : `${RUNS} WHERE id = ?`,
    runId === null ? [] : [runId],
  );
  if (found === null) {
    throw new UserError(
      'not-found',
      runId === null ? 'Nothing has been detected yet.' : `There is no run ${runId}.`,
    );
  }
  const { id, created_ms, name, note, info } = found;
  return { ...{ id, name, note, createdMs: created_ms }, ...info };
}

/** Shows a run from another threshold. Runs of older versions hold nothing below the threshold that they were found with. */
export async function setThreshold(project: Project, runId: number, threshold: number): Promise<void> {
  const info = storedRun.parse(await findRun(project.database, runId));
  if (info.threshold === threshold) return;
  await recordStep(project.database, `Set threshold of run ${runId} to ${threshold}`, (transaction) =>
    transaction.run('UPDATE runs SET info = ? WHERE id = ?', [JSON.stringify({ ...info, threshold }), runId]),
  );
  project.changed('detections', 'undo');
}

/** Removes a run with its maps and detections. @throws UserError `not-found` */
export async function removeRun(project: Project, runId: number): Promise<void> {
  await findRun(project.database, runId);
  await recordStep(project.database, `Remove run ${runId}`, (transaction) =>
    removeRow(transaction, 'runs', runId),
  );
  project.changed('detections', 'project', 'undo');
}
