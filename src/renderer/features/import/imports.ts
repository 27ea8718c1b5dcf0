import { labelFormats, listFormats, terrainFormats } from '../../../shared/formats';
import { messages, project } from '../../state/workbench.svelte';
import { asks, type DtmOptions } from './asks.svelte';
import { sortFiles } from './sortFiles';

/** A file's name in its path. */
export const nameOf = (path: string): string => path.replace(/^.*[\\/]/, '');

/**
 * Imports DTMs; where a file states no CRS or has several bands, its user is asked and the import tried again. Resolves when the
 * window shows the terrain, or there will be none.
 * @param paths files that were chosen in a dialog or dropped
 */
async function importDtms(paths: readonly string[], options: DtmOptions = {}): Promise<void> {
  const task = await project.runTask({ kind: 'import-dtms', paths: [...paths], ...options });
  if (task?.result?.kind === 'dtms' && task.result.dtmIds.length === 0)
    messages.info('This terrain is here already.');
  const kind = { 'crs-missing': 'crs', 'band-choice': 'band' } as const;
  const code = task?.state === 'failed' ? task.errorCode : null;
  if (code !== 'crs-missing' && code !== 'band-choice') return;
  const answer = await new Promise<DtmOptions | null>((resolve) => {
    asks.add({ kind: kind[code], error: task?.error ?? '', answer: resolve });
  });
  if (answer !== null) await importDtms(paths, { ...options, ...answer });
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
  else asks.add({ kind: 'labels', paths });
}

/** The drop that is being brought in; the next one waits for it. */
let dropTurn: Promise<unknown> = Promise.resolve();

/**
 * Takes whatever was dropped on the window, in any mix: opens the project, imports terrain into it, then labels, which are
 * kept where there is terrain. What is none of these is named.
 */
export function importDropped(files: readonly File[]): Promise<void> {
  // A file is its drop's alone: later it cannot be asked for its path.
  const paths = Promise.all(files.map((file) => window.workbench.droppedPath(file)));
  const drop = dropTurn.then(async () => {
    await bringIn(await paths);
  });
  dropTurn = drop.catch(() => undefined);
  return drop;
}

async function bringIn(granted: readonly (string | null)[]): Promise<void> {
  const { projects, dtms, labels, others } = sortFiles(
    granted.flatMap((path) => (path === null ? [] : [path])),
  );
  if (others.length > 0) {
    messages.error(
      `${others.map(nameOf).join(', ')} cannot be imported. Drop terrain as ${listFormats(terrainFormats)}, ` +
        `labels as ${listFormats(labelFormats)}, or a .topo2vec project.`,
    );
  }
  // The project of the start may still be on its way.
  await project.settled();
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
  else {
    if (dtms.length > 0) await importDtms(dtms);
    if (labels.length > 0) importLabels(labels);
  }
}
