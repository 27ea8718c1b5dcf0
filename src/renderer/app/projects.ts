import { messages, project } from '../state/workbench.svelte';

/** Asks for a file name and creates a project there. */
export async function newProject(): Promise<void> {
  const path = await window.workbench.saveDialog({ kind: 'project', suggestedName: 'Untitled.topo2vec' });
  if (path !== null) await project.open((engine) => engine.project.create({ path }));
}

/** Asks for a project and opens it. */
export async function openProject(): Promise<void> {
  const [path] = await window.workbench.openDialog('project');
  if (path !== undefined) await openProjectAt(path);
}

/** Opens the project at a path that was chosen once. */
export const openProjectAt = (path: string): Promise<void> => project.openAt(path);

/** Opens the sample project, which is created first if it does not exist yet. */
export async function openSample(): Promise<void> {
  const path = await window.workbench.samplePath();
  await project.open((engine) => engine.project.openSample({ path }));
}

/** Asks for a file name and copies the project there; the current one stays open. */
export async function saveCopy(): Promise<void> {
  const path = await window.workbench.saveDialog({
    kind: 'copy',
    suggestedName: `${project.info?.name ?? 'Project'} copy.topo2vec`,
  });
  if (path === null) return;
  await project.startTask({ kind: 'save-copy', path }, (task) => {
    if (task.state === 'done') messages.info(`Saved a copy as ${path.replace(/^.*[\\/]/, '')}.`);
  });
}

/** Says that there is nothing to save. */
export function save(): void {
  messages.info(
    project.info === null
      ? 'No project is open.'
      : `Everything in ${project.info.name} is saved already: each change is saved at once.`,
  );
}
