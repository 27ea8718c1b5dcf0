import type { ProfileLine } from '../../../shared/contract/terrain';
import type { Project } from '../context';
import { dtmFileNames } from '../dtms/dtms';
import { readProfile } from '../dtms/profile';
import type { PointTable } from './pointTable';
import { provenanceOf } from './provenance';

/** A profile as a table of places, with the line that it was taken along as provenance. */
export async function profilePoints(project: Project, profileLine: ProfileLine): Promise<PointTable> {
  const { distanceM, lonLat, elevationM } = await readProfile(project, profileLine);
  const dtms = await dtmFileNames(project.database);
  return {
    name: 'profile',
    fields: [
      { name: 'distance_m', type: 'real', description: 'Distance from the start on the ellipsoid, metres' },
      { name: 'elevation_m', type: 'real', description: 'Elevation, metres; empty where there is none' },
    ],
    provenance: await provenanceOf(project, dtms, Date.now(), {
      line: profileLine.line.map(({ lonDeg, latDeg }) => [lonDeg, latDeg]),
    }),
    lonDeg: lonLat.filter((_, index) => index % 2 === 0),
    latDeg: lonLat.filter((_, index) => index % 2 === 1),
    row: (index) => {
      const elevation = elevationM[index] ?? NaN;
      return [
        Number((distanceM[index] ?? 0).toFixed(2)),
        Number.isNaN(elevation) ? null : Number(elevation.toFixed(2)),
      ];
    },
  };
}
