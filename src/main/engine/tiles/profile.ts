import type { Profile, ProfileLine } from '../../../shared/contract/terrain';
import { placesAlong } from '../../../shared/geo/geodesic';
import type { Project } from '../context';
import { dtmFileNames } from '../dtms/dtms';
import type { PointTable } from '../export/points';
import { provenanceOf } from '../export/provenance';

/**
 * Elevations along a line, bilinear in the finest DTM.
 * @throws UserError `outside-terrain` while there is no terrain
 */
export async function readProfile(project: Project, { line, count }: ProfileLine): Promise<Profile> {
  const places = placesAlong(line, count);
  const elevationM = await project.useTerrain((terrain) => terrain.elevationsAt(places.lonLat));
  return { ...places, elevationM };
}

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
