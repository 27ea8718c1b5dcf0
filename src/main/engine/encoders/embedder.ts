import type { PlaceEmbedder } from '../../layers/search/embedPlaces';
import type { Project } from '../context';
import { encoderWeights } from './encoders';

/** What embeds places of a project's terrain by one of its encoders. @throws UserError `not-found` */
export const embedderOf = async (project: Project, encoderId: number): Promise<PlaceEmbedder> => ({
  compute: project.compute,
  encoder: await encoderWeights(project.database, encoderId),
  terrain: await project.terrainSources(),
});
