import { several } from '../../../shared/format';
import { mapLayers, messages, project } from '../../state/workbench.svelte';

/** Asks for a GeoJSON file and adds its polygons as regions. */
export async function chooseRegions(): Promise<void> {
  const [path] = await window.workbench.openDialog('regions');
  if (path === undefined) return;
  const names = await project.change((engine) => engine.regions.import({ path }));
  if (names === undefined) return;
  mapLayers.change('regions', { visible: true });
  messages.info(
    `${several(names.length, 'region')} added: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}.`,
  );
}

/** Asks for a file and writes all regions into it. */
export async function exportRegions(): Promise<void> {
  const path = await window.workbench.saveDialog({
    kind: 'geojson',
    suggestedName: `${project.info?.name ?? 'project'}-regions`,
  });
  if (path === null) return;
  const written = await project.attempt((engine) => engine.regions.export({ path }));
  if (written !== undefined) messages.info(`${several(written, 'region')} written to ${path}.`);
}
