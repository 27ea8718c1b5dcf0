import type { LatticeValue } from '../../../shared/contract/compute';
import { chunksOfMap } from '../../layers/maps/chunkMap';
import { bytesOf } from '../store/blob';
import type { Database } from '../store/database';
import type { MapShown } from './detect';
import type { StoredRun } from './runs';

/** A map as a detection makes it. */
export interface NewMap extends MapShown {
  readonly classId: string;
  readonly radiusM: number;
  readonly lattice: LatticeValue;
}

async function storeDetections(
  database: Database,
  mapId: number,
  detections: NewMap['detections'],
): Promise<void> {
  await database.transaction((transaction) =>
    transaction.run(
      'INSERT INTO detections (map_id, count, lon_deg, lat_deg, probability) VALUES (?, ?, ?, ?, ?)',
      [
        mapId,
        detections.length,
        bytesOf(Float64Array.from(detections, ({ lonDeg }) => lonDeg)),
        bytesOf(Float64Array.from(detections, ({ latDeg }) => latDeg)),
        bytesOf(Float32Array.from(detections, ({ score }) => score)),
      ],
    ),
  );
}

/**
 * Stores a run map by map and chunk by chunk, each as soon as it is ready, so that labels can be stored in between and memory
 * holds one map at most. The run becomes visible when all of it is stored; if storing fails, nothing of it stays.
 * @param name null: it goes by what it is
 * @returns its id
 */
export async function storeRun(
  database: Database,
  info: StoredRun,
  maps: AsyncIterable<NewMap>,
  name: string | null = null,
): Promise<number> {
  const { lastId: runId } = await database.transaction((transaction) =>
    transaction.run('INSERT INTO runs (info, name, created_ms, complete) VALUES (?, ?, ?, 0)', [
      ...[JSON.stringify(info), name, Date.now()],
    ]),
  );
  try {
    for await (const { classId, radiusM, lattice, probabilities, detections } of maps) {
      const { lastId: id } = await database.transaction((transaction) =>
        transaction.run('INSERT INTO run_maps (run_id, class_id, radius_m, lattice) VALUES (?, ?, ?, ?)', [
          ...[runId, classId, radiusM, JSON.stringify(lattice)],
        ]),
      );
      for (const { chunkColumn, chunkRow, values } of chunksOfMap(probabilities, lattice)) {
        await database.transaction((transaction) =>
          transaction.run(
            'INSERT INTO run_chunks (map_id, chunk_column, chunk_row, probabilities) VALUES (?, ?, ?, ?)',
            [id, chunkColumn, chunkRow, bytesOf(values)],
          ),
        );
      }
      await storeDetections(database, id, detections);
    }
  } catch (error) {
    await forgetUnfinishedRuns(database);
    throw error;
  }
  await database.transaction((transaction) =>
    transaction.run('UPDATE runs SET complete = 1 WHERE id = ?', [runId]),
  );
  return runId;
}

/** Deletes what is left of runs whose detection did not finish; call it while no detection runs. */
export async function forgetUnfinishedRuns(database: Database): Promise<void> {
  await database.transaction((transaction) => transaction.run('DELETE FROM runs WHERE complete = 0'));
}
