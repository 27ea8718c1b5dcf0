import type { Profile, ProfileLine } from '../../../shared/contract/terrain';
import { placesAlong } from '../../../shared/geo/geodesic';
import type { Project } from '../context';

/**
 * Elevations along a line, bilinear in the finest DTM.
 * @throws UserError `outside-terrain` while there is no terrain
 */
export async function readProfile(project: Project, { line, count }: ProfileLine): Promise<Profile> {
  const places = placesAlong(line, count);
  const elevationM = await project.useTerrain((terrain) => terrain.elevationsAt(places.lonLat));
  return { ...places, elevationM };
}
