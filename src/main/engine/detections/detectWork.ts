import type { HeadInfo } from '../../../shared/contract/heads';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { mapClaims, type MapClaim } from '../../../shared/mapClaims';
import type { TaskSpec } from '../../../shared/task';
import { aimAt } from '../../../shared/thresholdWish';
import type { Project, TaskWork } from '../context';
import { dtmFileNames, usableKey } from '../dtms/dtms';
import { findEncoder } from '../encoders/encoders';
import { headFor } from '../heads/headFor';
import { findClasses, ownRadiiM } from '../labels/classes';
import { flatGround } from './flatGround';
import { classify } from './probabilities';
import { storeRun, type NewMap } from './runs';

type DetectSpec = Extract<TaskSpec, { kind: 'detect' }>;

/**
 * Detects classes at several radii: fits the heads that are missing, embeds the layers that are missing, stores a
 * probability map per class and radius and the detections in each. The run appears when all of it is stored.
 */
export function detectWork(project: Project, spec: DetectSpec): TaskWork {
  return async (report, signal) => {
    await findClasses(project.database, spec.classIds);
    const encoder = await findEncoder(project.database, spec.encoderId);
    const askedM = spec.radiiM ?? (await ownRadiiM(project.database, spec.classIds));
    const radiiM = [...new Set(askedM)].sort((a, b) => a - b);
    const heads = new Map<string, HeadInfo>();
    for (const classId of spec.classIds) {
      heads.set(classId, await headFor(project, classId, encoder.id, radiiM, report, signal));
    }
    const flat = await flatGround(project, spec.flatTimes);
    const maps = async function* (): AsyncGenerator<NewMap> {
      for (const radiusM of radiiM) {
        for (const [classId, head] of heads) {
          throwIfAborted(signal);
          const wanted = {
            encoderId: encoder.id,
            radiusM,
            stepM: spec.stepM ?? radiusM / 2,
            box: spec.box,
            flat,
          };
          yield { classId, radiusM, ...(await classify(project, head, wanted, report, signal)) };
        }
      }
      throwIfAborted(signal);
    };
    const names = spec.classIds.map((classId) => heads.get(classId)?.name ?? '');
    const ran = { classIds: spec.classIds, radiiM, heads: names, createdMs: Date.now() };
    const info = {
      classIds: spec.classIds,
      radiiM,
      box: spec.box ?? (await project.useTerrain((terrain) => Promise.resolve(terrain.box))),
      threshold: leastProbability(spec.threshold, mapClaims(ran, [...heads.values()])),
      flatTimes: spec.flatTimes,
      flatBelowM: flat.belowM,
      encoder: encoder.card.name,
      heads: names,
      dtms: await dtmFileNames(project.database),
      ground: await usableKey(project),
    };
    const runId = await storeRun(project.database, info, maps());
    project.changed('detections', 'project');
    return { kind: 'detection-run', runId };
  };
}

function leastProbability(asked: DetectSpec['threshold'], claims: readonly MapClaim[]): number {
  if (typeof asked === 'number') return asked;
  const { threshold } = aimAt(claims, asked);
  if (threshold !== null) return threshold;
  throw new UserError(
    'bad-input',
    'No head was measured on a map at these radii, so what a threshold leads to is not known. Give a least probability.',
  );
}
