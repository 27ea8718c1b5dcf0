import { z } from 'zod';
import { lattice, type LatticeValue } from '../../../shared/contract/compute';
import { verdictCodes, type DetectionColumns, type RunInfo } from '../../../shared/contract/detections';
import { UserError } from '../../../shared/errors';
import { lonLatBox } from '../../../shared/geo/lonLat';
import type { Project } from '../context';
import { otherGroundOf } from '../dtms/dtms';
import { blob, bytesOf, float32Of } from '../store/blob';
import type { Database, Reader } from '../store/database';
import { removeRow } from '../store/removals';
import { recordStep } from '../store/undo';
import { chunksOfMap, emptyMap, writeChunk } from '../maps/chunkMap';
import type { MapShown } from './detect';

/** What is stored of a run beside its maps. */
const storedRun = z.object({
  classIds: z.array(z.string()),
  radiiM: z.array(z.number()),
  box: lonLatBox,
  threshold: z.number(),
  /** What was too flat to say, as in RunInfo; older versions decided everywhere. */
  flatTimes: z.number().default(0),
  flatBelowM: z.array(z.number()).readonly().default([]),
  encoder: z.string(),
  heads: z.array(z.string()),
  /** Names of the DTMs. */
  dtms: z.array(z.string()),
  /** Key of the ground; older versions did not keep it. */
  ground: z.string().default(''),
});
export type StoredRun = z.infer<typeof storedRun>;

/** What exports say of ground that was too flat to say: nothing where none was. */
export const flatProvenance = ({ flatTimes, flatBelowM }: StoredRun): Readonly<Record<string, unknown>> =>
  flatBelowM.length === 0
    ? {}
    : {
        too_flat_below_relief_m: flatBelowM.map((belowM) => Number(belowM.toFixed(2))),
        too_flat_below_times_noise: flatTimes,
      };

/** A probability map of a run. */
export interface RunMap {
  readonly id: number;
  readonly classId: string;
  readonly radiusM: number;
  readonly lattice: LatticeValue;
}

const runRow = z.object({ id: z.number(), info: z.string(), created_ms: z.number() });
const mapRow = z.object({ id: z.number(), class_id: z.string(), radius_m: z.number(), lattice: z.string() });

const mapOf = (row: z.infer<typeof mapRow>): RunMap => ({
  id: row.id,
  classId: row.class_id,
  radiusM: row.radius_m,
  lattice: lattice.parse(JSON.parse(row.lattice)),
});

/** How many detections reach a threshold. @param probabilities falling */
function shownOf(probabilities: Float32Array, threshold: number): number {
  const below = probabilities.findIndex((probability) => probability < Math.fround(threshold));
  return below < 0 ? probabilities.length : below;
}

/** The project's runs, newest first. */
export async function listRuns(reader: Reader): Promise<RunInfo[]> {
  const rows = await reader.all(runRow, 'SELECT id, info, created_ms FROM present_runs ORDER BY id DESC');
  const isOther = await otherGroundOf(reader);
  return Promise.all(
    rows.map(async ({ id, info, created_ms }) => {
      const { ground } = storedRun.parse(JSON.parse(info));
      const shown = storedRun.omit({ dtms: true, ground: true }).parse(JSON.parse(info));
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
        id,
        ...shown,
        otherGround: isOther(ground),
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
): Promise<StoredRun & { id: number; createdMs: number }> {
  const found = await reader.get(
    runRow,
    runId === null
      ? 'SELECT id, info, created_ms FROM present_runs ORDER BY id DESC LIMIT 1'
      : 'SELECT id, info, created_ms FROM present_runs WHERE id = ?',
    runId === null ? [] : [runId],
  );
  if (found === null) {
    throw new UserError(
      'not-found',
      runId === null ? 'Nothing has been detected yet.' : `There is no run ${runId}.`,
    );
  }
  return { id: found.id, createdMs: found.created_ms, ...storedRun.parse(JSON.parse(found.info)) };
}

/** The map of a class and radius of a run, or null. */
export async function findMap(
  reader: Reader,
  runId: number,
  classId: string,
  radiusM: number,
): Promise<RunMap | null> {
  const found = await reader.get(
    mapRow,
    'SELECT id, class_id, radius_m, lattice FROM run_maps WHERE run_id = ? AND class_id = ? AND radius_m = ?',
    [runId, classId, radiusM],
  );
  return found === null ? null : mapOf(found);
}

/** Probabilities of a whole map, [rows * columns] row-major, TOO_FLAT where the ground is, NaN where there is no patch. */
export async function readMap(reader: Reader, map: RunMap): Promise<Float32Array> {
  const chunks = await reader.all(
    z.object({ chunk_column: z.number(), chunk_row: z.number(), probabilities: blob }),
    'SELECT chunk_column, chunk_row, probabilities FROM run_chunks WHERE map_id = ?',
    [map.id],
  );
  const whole = emptyMap(map.lattice);
  for (const { chunk_column, chunk_row, probabilities } of chunks) {
    const values = float32Of(probabilities);
    writeChunk(whole, map.lattice, { chunkColumn: chunk_column, chunkRow: chunk_row, values });
  }
  return whole;
}

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
 * Stores a run map by map and chunk by chunk, each as soon as it comes, so that labels are stored meanwhile and memory holds one
 * map at most. The run is there when all of it is; when that fails, nothing of it stays.
 * @returns its id
 */
export async function storeRun(
  database: Database,
  info: StoredRun,
  maps: AsyncIterable<NewMap>,
): Promise<number> {
  const { lastId: runId } = await database.transaction((transaction) =>
    transaction.run('INSERT INTO runs (info, created_ms, complete) VALUES (?, ?, 0)', [
      JSON.stringify(info),
      Date.now(),
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

/** Deletes what is there of runs whose detection did not end; call it while there is none. */
export async function forgetUnfinishedRuns(database: Database): Promise<void> {
  await database.transaction((transaction) => transaction.run('DELETE FROM runs WHERE complete = 0'));
}

/** Shows a run from another threshold. Runs of older versions hold nothing below the one that they were found with. */
export async function setThreshold(project: Project, runId: number, threshold: number): Promise<void> {
  const info = storedRun.parse(await findRun(project.database, runId));
  if (info.threshold === threshold) return;
  await recordStep(project.database, `Set threshold of run ${runId} to ${threshold}`, (transaction) =>
    transaction.run('UPDATE runs SET info = ? WHERE id = ?', [JSON.stringify({ ...info, threshold }), runId]),
  );
  project.changed('detections', 'undo');
}

/** What people said of a map's detections, by place. */
async function verdictsOf(reader: Reader, mapId: number): Promise<ReadonlyMap<string, number>> {
  const rows = await reader.all(
    z.object({ lon_deg: z.number(), lat_deg: z.number(), verdict: z.string() }),
    'SELECT lon_deg, lat_deg, verdict FROM verdicts WHERE map_id = ?',
    [mapId],
  );
  return new Map(
    rows.map(({ lon_deg, lat_deg, verdict }) => [
      `${lon_deg} ${lat_deg}`,
      Math.max(
        0,
        verdictCodes.findIndex((code) => code === verdict),
      ),
    ]),
  );
}

/** The detections of a run that reach its threshold as columns, likeliest first. */
export async function listDetections(reader: Reader, runId: number): Promise<DetectionColumns> {
  const run = await findRun(reader, runId);
  const maps = await reader.all(
    z.object({
      id: z.number(),
      class_id: z.string(),
      radius_m: z.number(),
      lon_deg: blob,
      lat_deg: blob,
      probability: blob,
    }),
    `SELECT m.id, m.class_id, m.radius_m, d.lon_deg, d.lat_deg, d.probability
     FROM run_maps AS m JOIN detections AS d ON d.map_id = m.id WHERE m.run_id = ?`,
    [runId],
  );
  const parts = await Promise.all(
    maps.map(async (map) => {
      const probability = float32Of(map.probability);
      return {
        lonDeg: float64Of(map.lon_deg),
        latDeg: float64Of(map.lat_deg),
        probability: probability.subarray(0, shownOf(probability, run.threshold)),
        classIndex: run.classIds.indexOf(map.class_id),
        radiusIndex: run.radiiM.indexOf(map.radius_m),
        verdicts: await verdictsOf(reader, map.id),
      };
    }),
  );
  const order = parts
    .flatMap((part) => Array.from(part.probability, (probability, index) => ({ part, index, probability })))
    .sort((a, b) => b.probability - a.probability);
  return {
    lonDeg: Float64Array.from(order, ({ part, index }) => part.lonDeg[index] ?? 0),
    latDeg: Float64Array.from(order, ({ part, index }) => part.latDeg[index] ?? 0),
    probability: Float32Array.from(order, ({ probability }) => probability),
    classIndex: Uint16Array.from(order, ({ part }) => part.classIndex),
    radiusIndex: Uint16Array.from(order, ({ part }) => part.radiusIndex),
    verdict: Uint8Array.from(order, ({ part: { lonDeg, latDeg, verdicts }, index }) =>
      verdicts.size === 0 ? 0 : (verdicts.get(`${lonDeg[index] ?? 0} ${latDeg[index] ?? 0}`) ?? 0),
    ),
  };
}

/** Removes a run with its maps and detections. @throws UserError `not-found` */
export async function removeRun(project: Project, runId: number): Promise<void> {
  await findRun(project.database, runId);
  await recordStep(project.database, `Remove run ${runId}`, (transaction) =>
    removeRow(transaction, 'runs', runId),
  );
  project.changed('detections', 'project', 'undo');
}

const float64Of = (bytes: Uint8Array): Float64Array => new Float64Array(Uint8Array.from(bytes).buffer);
