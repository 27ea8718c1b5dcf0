import type { Reading } from '../../../shared/contract/terrain';
import type { LonLat } from '../../../shared/geo/lonLat';
import type { Project } from '../context';
import { dtmNames } from '../dtms/dtms';

/**
 * Elevations of places, bilinear in the finest DTM, each with the name of the DTM that it is read from; null where there is none.
 * @throws UserError `outside-terrain` while there is no terrain, `truncated-file` when a DTM cannot be decoded
 */
export async function readingsAt(project: Project, places: readonly LonLat[]): Promise<Reading[]> {
  const names = await dtmNames(project);
  return project.useTerrain(async (terrain) => {
    const readings: Reading[] = [];
    for (const { lonDeg, latDeg } of places) {
      const reading = await terrain.readingAt(lonDeg, latDeg);
      const dtm = reading === null ? null : (names.get(reading.path) ?? null);
      readings.push({ lonDeg, latDeg, elevationM: reading?.elevationM ?? null, dtm });
    }
    return readings;
  });
}
