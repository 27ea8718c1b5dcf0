import type { HeadInfo } from '../../../shared/contract/heads';
import { throwIfAborted } from '../../../shared/errors';
import type { TaskSpec } from '../../../shared/task';
import type { Project, TaskWork } from '../context';
import { dtmFileNames, usableKey } from '../dtms/dtms';
import { findEncoder } from '../encoders/encoders';
import { headFor } from '../heads/headFor';
import { findClasses, ownRadiiM } from '../labels/classes';
import { bytesOf } from '../store/blob';
import { classify, type Probabilities } from './probabilities';
import { readMap, storeDetections, type RunMap } from './runs';

type DetectSpec = Extract<TaskSpec, { kind: 'detect' }>;

/**
 * Detects classes at several radii: fits the heads that are missing, embeds the layers that are missing, stores a
 * probability map per class and radius and the detections in each. The run appears when all of it is there.
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
    const maps: ProbabilityMap[] = [];
    for (const radiusM of radiiM) {
      for (const [classId, head] of heads) {
        const wanted = { encoderId: encoder.id, radiusM, stepM: spec.stepM ?? radiusM / 2, box: spec.box };
        maps.push({ classId, radiusM, ...(await classify(project, head, wanted, report, signal)) });
      }
    }
    throwIfAborted(signal);
    const dtms = await dtmFileNames(project.database);
    const ground = await usableKey(project);
    const box = spec.box ?? (await project.useTerrain((terrain) => Promise.resolve(terrain.box)));
    const runId = await project.database.transaction(async (transaction) => {
      const info = {
        classIds: spec.classIds,
        radiiM,
        box,
        threshold: spec.threshold,
        encoder: encoder.card.name,
        heads: spec.classIds.map((classId) => heads.get(classId)?.name ?? ''),
        dtms,
        ground,
      };
      const { lastId } = await transaction.run('INSERT INTO runs (info, created_ms) VALUES (?, ?)', [
        JSON.stringify(info),
        Date.now(),
      ]);
      for (const { classId, radiusM, lattice, chunks } of maps) {
        const inserted = await transaction.run(
          'INSERT INTO run_maps (run_id, class_id, radius_m, lattice) VALUES (?, ?, ?, ?)',
          [lastId, classId, radiusM, JSON.stringify(lattice)],
        );
        const map: RunMap = { id: inserted.lastId, classId, radiusM, lattice };
        for (const { chunkColumn, chunkRow, probabilities } of chunks) {
          await transaction.run(
            'INSERT INTO run_chunks (map_id, chunk_column, chunk_row, probabilities) VALUES (?, ?, ?, ?)',
            [map.id, chunkColumn, chunkRow, bytesOf(probabilities)],
          );
        }
        await storeDetections(transaction, map, await readMap(transaction, map), spec.threshold);
      }
      return lastId;
    });
    project.changed('detections', 'project');
    return { kind: 'detection-run', runId };
  };
}

interface ProbabilityMap extends Probabilities {
  readonly classId: string;
  readonly radiusM: number;
}
