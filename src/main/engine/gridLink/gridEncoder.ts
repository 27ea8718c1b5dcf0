import { z } from 'zod';
import type { Project } from '../context';
import { addEncoderText } from '../encoders/encoders';
import type { GridClient } from './liveSync';

/** The project's encoder of a key, which comes from the grid where the project has it not. @returns its id */
export async function encoderFromGrid(
  project: Project,
  client: GridClient,
  key: string,
  signal: AbortSignal,
): Promise<number> {
  const there = await project.database.get(
    z.object({ id: z.number() }),
    'SELECT id FROM present_encoders WHERE key = ?',
    [key],
  );
  if (there !== null) return there.id;
  const { card, weights } = await client.search.encoder({ key }, signal);
  return addEncoderText(project, card, weights);
}
