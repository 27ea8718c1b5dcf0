import { UserError, type UserErrorCode } from '../../../shared/errors';
import { isSidecar, labelFormats, listFormats, terrainFormats } from '../../../shared/fileFormats';
import { messages, project } from '../../state/workbench.svelte';
import { asks, type DtmAsk, type DtmOptions } from './asks.svelte';
import { nameOf } from './fileNames';
import { wantsCrs } from './statedCrs';
import { mainFiles, sortFiles } from './sortFiles';

/** The question whose answer can resolve an error of an import; undefined where there is none. */
function askedBy(code: UserErrorCode | null | undefined): DtmAsk['kind'] | undefined {
  if (wantsCrs(code)) return 'crs';
  return code === 'band-choice' ? 'band' : undefined;
}

/**
 * Imports DTMs; where files state no CRS, or one that does not fit them, or have several bands, the user is asked, and the
 * import tried again: the answer applies to these files alone. Resolves when the window shows the terrain, or there will
 * be none.
 * @param paths files that were chosen in a dialog or dropped
 */
async function importDtms(paths: readonly string[], stated: DtmOptions = {}): Promise<void> {
  const task = await project.runTask({ kind: 'import-dtms', paths: [...paths], ...stated });
  if (task?.result?.kind === 'dtms' && task.result.dtmIds.length === 0)
    messages.info('These elevation files are already in the project.');
  const kind = askedBy(task?.errorCode);
  if (task?.state !== 'failed' || kind === undefined || task.error === null) return;
  const { error, id } = task;
  // It is asked about: nothing has failed yet.
  messages.withdraw(error);
  void project.attempt((engine) => engine.tasks.dismiss({ taskId: id }));
  const asked = paths.length === 1 ? paths : await pathsThatAsk(paths, stated, kind);
  const answer = await new Promise<DtmOptions | null>((resolve) => {
    asks.add({ kind, paths: asked, stated, error, answer: resolve });
  });
  if (answer === null) return;
  const others = paths.filter((path) => !asked.includes(path));
  if (others.length > 0) await importDtms(others, stated);
  await importDtms(asked, { ...stated, ...answer });
}

/** The files that cannot be opened without an answer of a kind. */
async function pathsThatAsk(
  paths: readonly string[],
  stated: DtmOptions,
  kind: DtmAsk['kind'],
): Promise<readonly string[]> {
  const { engine } = project;
  const asking: string[] = [];
  for (const path of paths) {
    const code = await engine?.dtms.inspect({ path, ...stated }).then(
      () => undefined,
      (error: unknown) => (error instanceof UserError ? error.code : undefined),
    );
    if (askedBy(code) === kind) asking.push(path);
  }
  // The cause may have been fixed meanwhile.
  return asking.length > 0 ? asking : paths;
}

/** Asks for DTMs and imports them. */
export async function chooseDtms(): Promise<void> {
  const paths = mainFiles(await window.workbench.openDialog('dtm'));
  if (paths.length > 0) await importDtms(paths);
}

/** Asks for label files and imports them. */
export async function chooseLabels(): Promise<void> {
  const paths = mainFiles(await window.workbench.openDialog('labels'));
  if (paths.length > 0) importLabels(paths);
}

/** Imports label files for the classes that the user picks next. */
function importLabels(paths: readonly string[]): void {
  if (project.dtms.length === 0)
    messages.error('Import terrain first: labels can only lie where there is elevation.');
  else asks.add({ kind: 'labels', paths });
}

/** The drop that is being imported; the next one waits for it. */
let dropTurn: Promise<unknown> = Promise.resolve();

/**
 * Takes whatever was dropped on the window, in any mix: opens the project, imports terrain into it, then labels, which are
 * kept where there is terrain. Other files are named in a message.
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
  const { projects, dtms, labels, unsure, others } = sortFiles(
    granted.flatMap((path) => (path === null ? [] : [path])),
  );
  refuse(others);
  // The startup project may still be opening.
  await project.settled();
  const [opened] = projects;
  if (projects.length > 1) {
    messages.error(`Only one project can be open at a time. Drop one of ${projects.map(nameOf).join(', ')}.`);
    return;
  }
  if (opened !== undefined) {
    await project.openAt(opened);
    // What was dropped with it belongs in that project, and in no other.
    if (project.info?.path !== opened) return;
  }
  if (dtms.length === 0 && labels.length === 0 && unsure.length === 0) return;
  if (project.info === null) {
    messages.error('Open or create a project first, then drop terrain and labels on it.');
    return;
  }
  const terrain: string[] = [];
  for (const path of unsure) if (await isTerrain(path)) terrain.push(path);
  const allDtms = [...dtms, ...terrain];
  const allLabels = [...labels, ...unsure.filter((path) => !terrain.includes(path))];
  if (allDtms.length > 0) await importDtms(allDtms);
  if (allLabels.length > 0) importLabels(allLabels);
}

/** Says of files that they cannot be imported, and what can. */
function refuse(paths: readonly string[]): void {
  const beside = paths.filter(isSidecar);
  const others = paths.filter((path) => !isSidecar(path));
  const namesOf = (list: readonly string[]): string => list.map(nameOf).join(', ');
  if (beside.length > 0)
    messages.error(
      `${namesOf(beside)} ${beside.length === 1 ? 'belongs' : 'belong'} to another file, as a .prj does to its .shp. ` +
        'Drop that file as well.',
    );
  if (others.length > 0)
    messages.error(
      `${namesOf(others)} cannot be imported. Drop terrain as ${listFormats(terrainFormats)}, ` +
        `labels as ${listFormats(labelFormats)}, or a .topo2vec project.`,
    );
}

/** Whether a file is terrain, be it damaged or without a coordinate system. */
async function isTerrain(path: string): Promise<boolean> {
  try {
    await project.engine?.dtms.inspect({ path });
    return true;
  } catch (error) {
    return !(error instanceof UserError && error.code === 'not-a-dtm');
  }
}
