import { leftOff } from '../../state/leftOff.svelte';
import { classMap, project, view } from '../../state/workbench.svelte';

/**
 * Shows a run on the map: from its own threshold on, at a radius that it has, with the probabilities of its first class, or the class
 * map where that is shown.
 */
export async function showRun(runId: number): Promise<void> {
  const run = await project.showRun(runId);
  if (run === null) return;
  view.chooseThreshold(run.threshold);
  if (!run.radiiM.includes(view.radiusM)) view.chooseRadius(run.radiiM[0] ?? view.radiusM);
  view.showProbability(classMap.shown ? null : (run.classIds[0] ?? null));
}

/** Shows an opened project as it was when it was closed; the map moves there by itself. */
export async function comeBack(path: string): Promise<void> {
  const left = leftOff(path);
  if (left === undefined) return;
  view.resume(left);
  // The user may have chosen one already, and moved its threshold.
  if (left.runId === null || project.wantsRun || !project.runs.some(({ id }) => id === left.runId)) return;
  await showRun(left.runId);
  if (project.info?.path === path) view.showProbability(left.probabilityClassId);
}
