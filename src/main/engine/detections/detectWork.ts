import { throwIfAborted, UserError } from '../../../shared/errors';
import { mapClaims, type MapClaim } from '../../../shared/mapQuality/mapClaims';
import { bestF1 } from '../../../shared/mapQuality/mapQuality';
import type { TaskSpec } from '../../../shared/task';
import { aimAt } from '../../../shared/mapQuality/thresholdWish';
import type { Project, TaskWork } from '../context';
import { dtmFileNames, usableKey } from '../dtms/dtms';
import { findEncoder } from '../encoders/encoders';
import { headsFor } from '../heads/headsFor';
import { findClasses, ownRadiusM } from '../labels/classes';
import { flatGround } from '../maps/flatGround';
import { mapsOf } from './mapHeads';
import { storeRun, type NewMap } from './storeRun';

type DetectSpec = Extract<TaskSpec, { kind: 'detect' }>;

/** The threshold of maps that were not measured. */
const USUAL_THRESHOLD = 0.5;

/**
 * The highest threshold that is chosen for a map that was measured: detections that are right but not known count as wrong there,
 * so the threshold that balances precision and recall hides some that are worth a look.
 */
const MOST_CHOSEN = 0.25;

/** Steps of a threshold that is chosen for the user. */
const THRESHOLD_STEPS = 20;

/**
 * Detects classes at several radii: fits the heads that are missing, embeds the layers that are missing, stores a
 * probability map per class and radius and the detections in each. The run appears when all of it is stored.
 */
export function detectWork(project: Project, spec: DetectSpec): TaskWork {
  return async (report, signal) => {
    const classes = await findClasses(project.database, spec.classIds);
    const encoder = await findEncoder(project.database, spec.encoderId);
    const radiiM = [...new Set(spec.radiiM ?? classes.map(ownRadiusM))].sort((a, b) => a - b);
    const heads = await headsFor(project, { classes, encoder, radiiM }, report, signal);
    const flat = await flatGround(project, spec.flatTimes);
    const maps = async function* (): AsyncGenerator<NewMap> {
      for (const radiusM of radiiM) {
        const wanted = {
          ...{ encoderId: encoder.id, radiusM, stepM: spec.stepM ?? radiusM / 2, box: spec.box, flat },
          keep: true,
        };
        for await (const map of mapsOf(project, [...new Set(heads)], wanted, report, signal))
          yield { ...map, radiusM };
      }
      throwIfAborted(signal);
    };
    const names = heads.map((head) => head.info.name);
    const ran = { classIds: spec.classIds, radiiM, heads: names, createdMs: Date.now() };
    const claims = mapClaims(
      ran,
      heads.map((head) => head.info),
    );
    const info = {
      classIds: spec.classIds,
      radiiM,
      box: spec.box ?? (await project.useTerrain((terrain) => Promise.resolve(terrain.box))),
      threshold: leastProbability(spec.threshold, claims),
      flatTimes: spec.flatTimes,
      flatBelowM: flat.belowM,
      encoder: encoder.card.name,
      heads: names,
      dtms: await dtmFileNames(project.database),
      ground: await usableKey(project),
      exclusive: classes.filter(({ exclusive }) => exclusive).map(({ id }) => id),
    };
    const runId = await storeRun(project.database, info, maps(), spec.name);
    project.changed('detections', 'project');
    return { kind: 'detection-run', runId };
  };
}

/** The probability from which a run is shown, from what was asked and what is known of its maps. */
export function leastProbability(asked: DetectSpec['threshold'], claims: readonly MapClaim[]): number {
  if (typeof asked === 'number') return asked;
  if (asked === null) return usualProbability(claims);
  const { threshold } = aimAt(claims, asked);
  if (threshold !== null) return threshold;
  throw new UserError(
    'bad-input',
    'No head was measured on a map at these radii, so the effect of a threshold is not known. Give a minimum probability.',
  );
}

/** The mean of the thresholds with the best F1 of the maps that were measured, rounded to 0.05, at most 0.25. */
function usualProbability(claims: readonly MapClaim[]): number {
  const best = claims.flatMap(({ measure }) => {
    const { threshold } = measure === null ? { threshold: Infinity } : bestF1(measure);
    return Number.isFinite(threshold) ? [threshold] : [];
  });
  if (best.length === 0) return USUAL_THRESHOLD;
  const mean = best.reduce((sum, threshold) => sum + threshold, 0) / best.length;
  return Math.min(MOST_CHOSEN, Math.max(1, Math.round(mean * THRESHOLD_STEPS)) / THRESHOLD_STEPS);
}
