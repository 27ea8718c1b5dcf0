import type { LabelChange } from '../../../shared/contract/labels';
import { count } from '../../../shared/format';
import { labelSelection, messages, project } from '../../state/workbench.svelte';

/** Changes labels as one step; says where some went, as the class had them already. */
export async function changeLabels(ids: readonly number[], change: LabelChange): Promise<void> {
  if (ids.length === 0) return;
  const done = await project.change((engine) => engine.labels.change({ ids: [...ids], change }));
  if (done !== undefined && done.duplicates > 0) {
    messages.info(
      `${count(done.moved)} changed; ${count(done.duplicates)} removed, as the class already has labels at the same places.`,
    );
  }
}

/** Removes labels as one step. */
export async function removeLabels(ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await project.change((engine) => engine.labels.remove({ ids: [...ids] }));
  labelSelection.clear();
}
