import { messages, project } from '../../state/workbench.svelte';

/** Shows an experiment's report in its own window. */
export async function openReport(experimentId: number): Promise<void> {
  const folder = await window.workbench.reportFolder();
  const paths = await project.attempt((engine) => engine.experiments.export({ experimentId, folder }));
  if (paths === undefined) return;
  const page = paths.find((path) => path.endsWith('.html'));
  if (page === undefined) messages.error('This experiment has no report to show. Export it instead.');
  else await window.workbench.showReport(page);
}

/** Asks for a folder and writes an experiment's report there. */
export async function exportReport(experimentId: number): Promise<void> {
  const [folder] = await window.workbench.openDialog('folder');
  if (folder === undefined) return;
  const paths = await project.attempt((engine) => engine.experiments.export({ experimentId, folder }));
  if (paths !== undefined) messages.info(`${paths.length} files written to ${folder}.`);
}
