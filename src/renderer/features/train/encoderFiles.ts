import type { EncoderInfo } from '../../../shared/contract/encoders';
import { messages, project } from '../../state/workbench.svelte';

/** Asks for a new folder and writes an encoder into it, for a colleague. */
export async function exportEncoder({ id, card }: EncoderInfo): Promise<void> {
  const folder = await window.workbench.saveDialog({
    kind: 'encoder',
    suggestedName: card.name.replace(/[^\w.-]+/g, '-'),
  });
  if (folder === null) return;
  const files = await project.attempt((engine) => engine.encoders.export({ encoderId: id, folder }));
  if (files !== undefined) messages.info(`${card.name} exported to ${folder}.`);
}

/** Asks for the folder of an exported encoder and adds it to the project; returns its id, or null. */
export async function importEncoder(): Promise<number | null> {
  const [folder] = await window.workbench.openDialog('encoder');
  if (folder === undefined) return null;
  const before = project.encoders;
  const id = await project.attempt((engine) => engine.encoders.import({ folder }));
  if (id === undefined) return null;
  await project.settled();
  const there = before.find((encoder) => encoder.id === id);
  messages.info(there === undefined ? 'Encoder imported.' : `${there.card.name} is in the project already.`);
  return id;
}
