import { z } from 'zod';
import { verdictCodes, type DetectionColumns } from '../../../shared/contract/detections';
import { blob, float32Of } from '../store/blob';
import type { Reader } from '../store/database';
import { findRun, shownOf } from './runs';

/** People's verdicts on a map's detections, by place. */
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

const float64Of = (bytes: Uint8Array): Float64Array => new Float64Array(Uint8Array.from(bytes).buffer);
