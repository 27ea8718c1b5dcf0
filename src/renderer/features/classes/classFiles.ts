import { count, several } from '../../../shared/format';
import { messages, project } from '../../state/workbench.svelte';

/** Asks for a file of classes and imports them. */
export async function chooseClasses(): Promise<void> {
  const [path] = await window.workbench.openDialog('classes');
  if (path === undefined) return;
  const found = await project.change((engine) => engine.labels.importClasses({ path }));
  if (found === undefined) return;
  const { added, changed } = found;
  messages.info(
    added + changed === 0
      ? 'The classes of this file are in the project already.'
      : `${several(added, 'class', 'classes')} added, ${count(changed)} changed.`,
  );
}

/** Asks for a file and writes the project's classes into it. */
export async function saveClasses(): Promise<void> {
  const path = await window.workbench.saveDialog({
    kind: 'classes',
    suggestedName: `${project.info?.name ?? 'project'}-classes`,
  });
  if (path === null) return;
  const written = await project.attempt((engine) => engine.labels.exportClasses({ path }));
  if (written !== undefined) messages.info(`${several(written, 'class', 'classes')} written to ${path}.`);
}
