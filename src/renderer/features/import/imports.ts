import type { TaskSpecInput } from '../../../shared/task';
import { messages, project } from '../../state/workbench.svelte';
import { asks } from './asks.svelte';

const DTM_FILE = /\.(tiff?|hgt|asc)$/i;
const LABEL_FILE = /\.(json|geojson|pbf)$/i;
const PROJECT_FILE = /\.topo2vec$/i;

/**
 * Imports DTMs; where a file states no CRS or has several bands, its user is asked and the import tried again.
 * @param paths files that were chosen in a dialog or dropped
 */
export async function importDtms(
  paths: readonly string[],
  options: Pick<Extract<TaskSpecInput, { kind: 'import-dtms' }>, 'crs' | 'band'> = {},
): Promise<void> {
  await project.startTask({ kind: 'import-dtms', paths: [...paths], ...options }, (task) => {
    if (task.result?.kind === 'dtms' && task.result.dtmIds.length === 0)
      messages.info('This terrain is here already.');
    if (task.state !== 'failed' || task.error === null) return;
    if (task.errorCode === 'crs-missing') asks.value = { kind: 'crs', paths, error: task.error };
    if (task.errorCode === 'band-choice') asks.value = { kind: 'band', paths, error: task.error };
  });
}

/** Asks for DTMs and imports them. */
export async function chooseDtms(): Promise<void> {
  const paths = await window.workbench.openDialog('dtm');
  if (paths.length > 0) await importDtms(paths);
}

/** Asks for a label file and imports it. */
export async function chooseLabels(): Promise<void> {
  const [path] = await window.workbench.openDialog('labels');
  if (path !== undefined) importLabels(path);
}

/** Imports a label file for the classes that its user picks next. */
export function importLabels(path: string): void {
  if (project.dtms.length === 0)
    messages.error('Import terrain first: labels are kept where there is elevation.');
  else asks.value = { kind: 'labels', path };
}

/** Takes whatever was dropped on the window. */
export async function importDropped(files: readonly File[]): Promise<void> {
  const granted = await Promise.all(files.map((file) => window.workbench.droppedPath(file)));
  const paths = granted.flatMap((path) => (path === null ? [] : [path]));
  const [opened] = paths.filter((path) => PROJECT_FILE.test(path));
  if (opened !== undefined) {
    await project.open((engine) => engine.project.open({ path: opened }));
    return;
  }
  const dtms = paths.filter((path) => DTM_FILE.test(path));
  if (dtms.length > 0) await importDtms(dtms);
  const [labels] = paths.filter((path) => LABEL_FILE.test(path));
  if (labels !== undefined) importLabels(labels);
  if (dtms.length === 0 && labels === undefined) {
    messages.error(
      'Drop GeoTIFF, .hgt or .asc terrain, GeoJSON, Overpass JSON or .osm.pbf labels, or a project.',
    );
  }
}
