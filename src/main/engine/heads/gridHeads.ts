import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import { headMapping } from '../../layers/maps/mapping';
import type { Project } from '../context';
import { encoderWeights } from '../encoders/encoders';
import { encoderFromGrid } from '../gridLink/gridEncoder';
import type { ConnectedGrid } from '../gridLink/liveSync';
import { findClass } from '../labels/classes';
import { json } from '../store/json';
import { addHead, findHead, readHead, storedInfo } from './heads';

/** What a grid keeps of a head as texts. Labels of the project that it comes from are not those of the one that takes it. */
const sentHead = z.object({
  mapping: json(headMapping),
  info: json(storedInfo.omit({ labelled: true })),
});

/**
 * Sends a head to the project's grid, where others find it.
 * @returns its key there
 * @throws UserError `bad-input` for heads that decide on rotated copies, whose embeddings grids do not hold; as the grid does
 */
export async function sendHead(
  project: Project,
  { client }: ConnectedGrid,
  headId: number,
  signal: AbortSignal,
): Promise<string> {
  const { info, model, mapping } = await readHead(project.database, await findHead(project.database, headId));
  if (model.copies > 1)
    throw new UserError(
      'bad-input',
      `The head ${info.name} decides on rotated and mirrored copies of each patch, which a grid does not hold. Train it without them.`,
    );
  const { key: encoderKey } = await encoderWeights(project.database, info.encoderId);
  const { name, classId, radiusM } = info;
  const shown = JSON.stringify(storedInfo.parse(info));
  return client.heads.add(
    { name, classId, encoderKey, radiusM, model, mapping: JSON.stringify(mapping), info: shown },
    signal,
  );
}

/**
 * Takes a head of the grid into the project, as its newest of the class; its encoder comes along where that is missing.
 * @throws UserError `not-found` where its class is not in the project; as the grid does
 */
export async function takeHead(
  project: Project,
  { client }: ConnectedGrid,
  key: string,
  signal: AbortSignal,
): Promise<number> {
  const { name, classId, encoderKey, radiusM, model, mapping, info } = await client.heads.get(
    { key },
    signal,
  );
  await findClass(project.database, classId);
  const sent = sentHead.safeParse({ mapping, info });
  if (!sent.success)
    throw new UserError(
      'unsupported-file',
      `The head ${name} of the grid cannot be read: a newer version may have sent it. Ask for it to be sent again.`,
      { cause: sent.error },
    );
  const encoderId = await encoderFromGrid(project, client, encoderKey, signal);
  const learned = { mapping: sent.data.mapping, drawn: null };
  return (await addHead(project, { classId, encoderId, radiusM }, sent.data.info, model, learned)).info.id;
}
