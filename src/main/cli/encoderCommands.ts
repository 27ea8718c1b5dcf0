import { resolve } from 'node:path';
import { encoderId, look, open } from './asking';
import type { Output } from './output';
import type { Workbench } from './workbench';

export async function listEncodersCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
): Promise<void> {
  await look(workbench, args);
  const encoders = await workbench.engine.encoders.list();
  const lines = encoders.map(({ id, card, isDefault, note }) => {
    const radii = card.radiiM.length === 0 ? '' : `, trained at ${card.radiiM.join(', ')} m`;
    return `${id} ${card.name}${isDefault ? ' (default)' : ''}: ${card.variant}, ${card.size} values${radii}${note === null ? '' : `\n  ${note}`}`;
  });
  output.result(encoders, lines.join('\n') || 'The project has no encoder yet.');
}

export async function exportEncoderCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: { encoder?: string; out: string },
): Promise<void> {
  await look(workbench, args);
  const folder = resolve(options.out);
  const id = await encoderId(workbench, options.encoder);
  const files = await workbench.engine.encoders.export({ encoderId: id, folder });
  output.result({ encoderId: id, files }, `Exported encoder ${id} to ${folder}.`);
}

export async function importEncoderCommand(
  workbench: Workbench,
  output: Output,
  [path = '', folder = '']: string[],
): Promise<void> {
  await open(workbench, [path]);
  const { encoders } = workbench.engine;
  const before = await encoders.list();
  const id = await encoders.import({ folder: resolve(folder) });
  const alreadyThere = before.some((encoder) => encoder.id === id);
  const card = (await encoders.list()).find((encoder) => encoder.id === id)?.card;
  output.result(
    { encoderId: id, alreadyThere, card },
    alreadyThere
      ? `Encoder ${id} (${card?.name ?? ''}) is already in the project.`
      : `Imported encoder ${id} (${card?.name ?? ''}).`,
  );
}
