import type { GivenNames, Nameable } from '../../shared/contract/names';
import { count, dateTime } from '../../shared/format';
import { UserError } from '../../shared/errors';
import { retrievalTitle, runTitle } from '../../shared/titles';
import { look, open } from './asking';
import type { Output } from './output';
import { encoderIdOf } from './values';
import type { Workbench } from './workbench';

/** A note as a line below what it is about; nothing for none. */
const noteLines = ({ note }: Pick<GivenNames, 'note'>): string[] =>
  note === null ? [] : [`  ${note.replace(/\n/g, '\n  ')}`];

export async function listRunsCommand(workbench: Workbench, output: Output, args: string[]): Promise<void> {
  await look(workbench, args);
  const runs = await workbench.engine.detections.runs();
  const classes = await workbench.engine.labels.classes();
  const nameOf = (classId: string): string => classes.find(({ id }) => id === classId)?.name ?? classId;
  const lines = runs.flatMap((run) => {
    const found = run.counts.flat().reduce((sum, n) => sum + n, 0);
    const shown = `${count(found)} detections from ${run.threshold.toFixed(2)}`;
    return [`${run.id} ${runTitle(run, nameOf)}: ${shown}, ${dateTime(run.createdMs)}`, ...noteLines(run)];
  });
  output.result(runs, lines.join('\n') || 'Nothing has been detected yet.');
}

export async function listLookAlikesCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
): Promise<void> {
  await look(workbench, args);
  const retrievals = await workbench.engine.retrievals.list();
  const lines = retrievals.flatMap((retrieval) => [
    `${retrieval.id} ${retrievalTitle(retrieval)}, ${dateTime(retrieval.createdMs)}`,
    ...noteLines(retrieval),
  ]);
  output.result(retrievals, lines.join('\n') || 'No look-alikes have been searched for yet.');
}

/** Names and annotates one of a kind; what is not given stays as it is. */
export const nameCommand =
  (of: Nameable) =>
  async (
    workbench: Workbench,
    output: Output,
    [path = '', which = '', name]: string[],
    { note }: { note?: string },
  ): Promise<void> => {
    if (name === undefined && note === undefined)
      throw new UserError('bad-input', 'Give a new name, a note by --note, or both.');
    await open(workbench, [path]);
    const found = await findNamed(workbench, of, which);
    const given = { name: name ?? found.name, note: note ?? found.note };
    await workbench.engine.names.set({ of, id: found.id, ...given });
    const after = await findNamed(workbench, of, String(found.id));
    output.result(after, name === undefined ? 'Noted.' : `Named ${after.name ?? 'as before'}.`);
  };

/** The names of one of a kind, by its id; of an encoder by its name, too. @throws UserError `not-found` */
async function findNamed(
  { engine }: Workbench,
  of: Nameable,
  which: string,
): Promise<GivenNames & { readonly id: number }> {
  const all = {
    run: async () => engine.detections.runs(),
    retrieval: async () => engine.retrievals.list(),
    encoder: async () =>
      (await engine.encoders.list()).map(({ id, note, card, ownName }) => {
        return { id, note, name: card.name === ownName ? null : card.name };
      }),
  };
  const id = of === 'encoder' ? encoderIdOf(which, await engine.encoders.list()) : Number(which);
  const found = (await all[of]()).find((one) => one.id === id);
  if (found !== undefined) return { id, name: found.name, note: found.note };
  const list = of === 'run' ? 'topo2vec runs list' : 'topo2vec look-alikes list';
  throw new UserError('not-found', `There is none with the id ${which}. See the ids with: ${list}`);
}
