import { project } from '../../state/workbench.svelte';

/** Moves a class to a place among the others, counted from 0; where it is there already, or there is none, nothing happens. */
export async function moveClass(classId: string, to: number): Promise<void> {
  const at = project.classes.findIndex(({ id }) => id === classId);
  if (at === -1 || at === to || to < 0 || to >= project.classes.length) return;
  await project.change((engine) => engine.labels.moveClass({ classId, to }));
}
