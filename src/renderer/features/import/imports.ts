import type { TaskSpecInput } from '../../../shared/task';
import { messages, project } from '../../state/workbench.svelte';
import { asks } from './asks.svelte';
import { sortFiles } from './sortFiles';

/** A file's name in its path. */
export const nameOf = (path: string): string => path.replace(/^.*[\\/]/, '');

/**
 * Imports DTMs; where a file states no CRS or has several bands, its user is asked and the import tried again.
 * @param paths files that were chosen in a dialog or dropped
 * @param then called when the terrain is there
 */
export async function importDtms(
  paths: readonly string[],
  options: Pick<Extract<TaskSpecInput, { kind: 'import-dtms' }>, 'crs' | 'band'> = {},
  then: () => void = () => undefined,
): Promise<void> {
  await project.startTask({ kind: 'import-dtms', paths: [...paths], ...options }, (task) => {
    if (task.result?.kind === 'dtms' && task.result.dtmIds.length === 0)
      messages.info('This terrain is here already.');
    if (task.state === 'done') then();
    if (task.state !== 'failed' || task.error === null) return;
    if (task.errorCode === 'crs-missing') asks.value = { kind: 'crs', paths, error: task.error, then };
    if (task.errorCode === 'band-choice') asks.value = { kind: 'band', paths, error: task.error, then };
  });
}

/** Asks for DTMs and imports them. */
export async function chooseDtms(): Promise<void> {
  const paths = await window.workbench.openDialog('dtm');
  if (paths.length > 0) await importDtms(paths);
}

/** Asks for label files and imports them. */
export async function chooseLabels(): Promise<void> {
  const paths = await window.workbench.openDialog('labels');
  if (paths.length > 0) importLabels(paths);
}

/** Imports label files for the classes that their user picks next. */
function importLabels(paths: readonly string[]): void {
  if (project.dtms.length === 0)
    messages.error('Import terrain first: labels are kept where there is elevation.');
  else asks.value = { kind: 'labels', paths };
}

/**
 * Takes whatever was dropped on the window, in any mix: opens the project, imports terrain into it, then labels, which are
 * kept where there is terrain. What is none of these is named.
 */
export async function importDropped(files: readonly File[]): Promise<void> {
  const granted = await Promise.all(files.map((file) => window.workbench.droppedPath(file)));
  const { projects, dtms, labels, others } = sortFiles(
    granted.flatMap((path) => (path === null ? [] : [path])),
  );
  if (others.length > 0) {
    messages.error(
      `${others.map(nameOf).join(', ')} cannot be brought in. Drop GeoTIFF, .hgt or .asc terrain, GeoJSON, ` +
        'Overpass JSON or .osm.pbf labels, or a .topo2vec project.',
    );
  }
  const [opened] = projects;
  if (projects.length > 1) {
    messages.error(`One project is open at a time. Drop one of ${projects.map(nameOf).join(', ')}.`);
    return;
  }
  if (opened !== undefined) {
    await project.openAt(opened);
    // What came along belongs into that project, and into no other.
    if (project.info?.path !== opened) return;
  }
  if (dtms.length === 0 && labels.length === 0) return;
  if (project.info === null)
    messages.error('Open or create a project first, then drop terrain and labels on it.');
  else if (dtms.length > 0) {
    await importDtms(dtms, {}, () => {
      if (labels.length > 0) importLabels(labels);
    });
  } else importLabels(labels);
}
