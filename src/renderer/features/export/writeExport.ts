import type { ClassMapSource } from '../../../shared/contract/classMaps';
import type { RunInfo } from '../../../shared/contract/detections';
import type { ExportCrs, GridCrs, MapSource, PointSource } from '../../../shared/contract/exports';
import type { Region } from '../../../shared/geo/region';
import { several } from '../../../shared/format';
import { runFacts } from '../../state/runFacts';
import { mapLayers, messages, project, view } from '../../state/workbench.svelte';

/** What is to be written. */
export type ExportChoice =
  | {
      readonly kind: 'points';
      readonly source: PointSource;
      readonly thing: string;
      readonly crs: ExportCrs;
      readonly region: Region | undefined;
    }
  | {
      readonly kind: 'grid-run';
      readonly runId: string;
      readonly from: number;
      readonly crs: ExportCrs;
      readonly region: Region | undefined;
    }
  | { readonly kind: 'probability'; readonly source: MapSource; readonly crs: GridCrs }
  | {
      readonly kind: 'class-map';
      readonly source: ClassMapSource & { readonly threshold: number };
      readonly crs: GridCrs;
    }
  | {
      readonly kind: 'embeddings';
      readonly layerId: number;
      readonly crs: GridCrs;
      readonly region: Region | undefined;
    }
  /** The map as it is shown, with the detections of a run on it where one is shown. */
  | { readonly kind: 'picture'; readonly run: RunInfo | null };

/** Writes what was chosen, and says so. */
export async function writeExport(choice: ExportChoice, path: string): Promise<void> {
  switch (choice.kind) {
    case 'points': {
      const { source, thing, crs, region } = choice;
      const written = await project.attempt((engine) => engine.exports.points({ source, path, crs, region }));
      say(written, thing, path);
      return;
    }
    case 'grid-run': {
      const { runId, from, crs, region: box } = choice;
      await project.startTask({ kind: 'export-grid-run', runId, from, path, crs, box }, ({ result }) => {
        if (result?.kind === 'file') say(result.places, 'detection', path);
      });
      return;
    }
    case 'probability': {
      const { source, crs } = choice;
      say(await project.attempt((engine) => engine.exports.probability({ source, path, crs })), 'cell', path);
      return;
    }
    case 'class-map': {
      const { source, crs } = choice;
      const written = await project.attempt((engine) => engine.exports.classMap({ source, path, crs }));
      say(written?.cells, 'cell', path);
      return;
    }
    case 'embeddings': {
      const { layerId, crs, region: box } = choice;
      await project.startTask({ kind: 'export-embeddings', layerId, path, crs, box }, (task) => {
        if (task.state === 'done') messages.info(`Embeddings written to ${path}.`);
      });
      return;
    }
    case 'picture':
      await writePicture(choice.run, path);
  }
}

function say(written: number | undefined, thing: string, path: string): void {
  if (written !== undefined) messages.info(`${several(written, thing)} written to ${path}.`);
}

async function writePicture(run: RunInfo | null, path: string): Promise<void> {
  await project.attempt(async (engine) => {
    const png = await view.takePicture?.();
    if (png === undefined) return;
    const layers = mapLayers.topDown.filter(({ visible }) => visible).map(({ name }) => name);
    const shown = {
      radius_m: view.radiusM,
      layers: layers.join(', '),
      ...runFacts(run),
    };
    await engine.exports.picture({ png, shown, path });
    messages.info(`The map was written to ${path}.`);
  });
}
