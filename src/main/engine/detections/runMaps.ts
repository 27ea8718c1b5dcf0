import { z } from 'zod';
import { lattice, type LatticeValue } from '../../../shared/contract/compute';
import { emptyMap, writeChunk } from '../../layers/maps/chunkMap';
import { blob, float32Of } from '../store/blob';
import type { Reader } from '../store/database';
import { json } from '../store/json';

/** A probability map of a run. */
export interface RunMap {
  readonly id: number;
  readonly classId: string;
  readonly radiusM: number;
  readonly lattice: LatticeValue;
}

const mapRow = z.object({
  id: z.number(),
  class_id: z.string(),
  radius_m: z.number(),
  lattice: json(lattice),
});

const mapOf = (row: z.infer<typeof mapRow>): RunMap => ({
  id: row.id,
  classId: row.class_id,
  radiusM: row.radius_m,
  lattice: row.lattice,
});

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

/**
 * Probabilities of a whole map, [rows * columns] row-major, TOO_FLAT where the terrain is too flat, NaN where there is no patch.
 */
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
