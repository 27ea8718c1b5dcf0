import { basename } from 'node:path';
import { experimentOf } from '../../../shared/experiments/experiments';
import { metres } from '../../../shared/format';
import type { TaskSpec } from '../../../shared/task';
import type { TaskWork } from '../context';
import { detectWork } from '../detections/detectWork';
import { buildPyramidsWork } from '../dtms/buildPyramids';
import { importDtmsWork } from '../dtms/importDtms';
import { clusterWork } from '../explore/clusterWork';
import { exploreWork } from '../explore/exploreWork';
import { exportEmbeddingsWork } from '../export/exportEmbeddings';
import { exportGridRunWork } from '../export/exportGridRun';
import { experimentWork } from '../experiments/runExperiment';
import type { ConnectedGrid } from '../gridLink/liveSync';
import { compareKindsWork } from '../heads/compareKinds';
import { fitHeadWork } from '../heads/fitHead';
import { downloadLabelsWork, importLabelsWork } from '../labels/importLabels';
import { compareHeadsWork } from '../labelling/compareHeads';
import { nextLabelsWork } from '../labelling/nextLabels';
import { embedWork } from '../layers/embedWork';
import { packWork } from '../pack/packWork';
import type { OpenProject } from '../project/openProject';
import { retrieveInGridWork } from '../retrieval/retrieveInGridWork';
import { retrieveWork } from '../retrieval/retrieveWork';
import { trainWork } from '../training/trainWork';
import type { TaskStart } from './tasks';

/** What work has from the engine that its project does not hold. */
export interface TaskHost {
  /** Address of the Overpass server of the settings. */
  readonly overpassUrl: () => Promise<string>;
  /** Builds the pyramids that are missing; called when DTMs were added. */
  readonly startPyramids: () => Promise<void>;
  /** The grid of the project. @throws UserError where there is none, or it is cut off */
  readonly grid: (signal: AbortSignal) => Promise<ConnectedGrid>;
}

/** What to run for a specification. */
export function taskStart(project: OpenProject, spec: TaskSpec, host: TaskHost): TaskStart {
  const light = (title: string, work: TaskWork): TaskStart => ({ spec, title, work, heavy: false });
  const heavy = (title: string, work: TaskWork): TaskStart => ({ spec, title, work, heavy: true });
  switch (spec.kind) {
    case 'import-dtms': {
      const [first = ''] = spec.paths;
      const title =
        spec.paths.length === 1 ? `Import ${basename(first)}` : `Import ${spec.paths.length} DTMs`;
      return light(title, async (report, signal) => {
        const result = await importDtmsWork(project, spec)(report, signal);
        await host.startPyramids();
        return result;
      });
    }
    case 'build-pyramids':
      return light('Prepare terrain', buildPyramidsWork(project));
    case 'save-copy':
      return light(`Save a copy as ${basename(spec.path)}`, async (report, signal) => {
        report({ done: 0, total: 0, unit: '', message: 'Writing' });
        await project.copyTo(spec.path, signal);
        return { kind: 'file', path: spec.path };
      });
    case 'pack':
      return light(`Pack ${basename(project.path)}`, packWork(project, spec));
    case 'import-labels':
      return light(`Import ${basename(spec.path)}`, importLabelsWork(project, spec));
    case 'download-labels':
      return light('Download labels', downloadLabelsWork(project, spec, host.overpassUrl));
    case 'train':
      return heavy(`Train ${spec.name ?? spec.preset}`, trainWork(project, spec));
    case 'embed':
      return heavy(`Embed terrain at ${spec.radiusM} m`, embedWork(project, spec));
    case 'fit-head':
      return heavy(`Train head for ${spec.classId}`, fitHeadWork(project, spec));
    case 'detect':
      return heavy(spec.name ?? `Find ${spec.classIds.join(', ')}`, detectWork(project, spec));
    case 'export-embeddings':
      return light(`Export embeddings to ${basename(spec.path)}`, exportEmbeddingsWork(project, spec));
    case 'export-grid-run':
      return light(
        `Export detections of the grid to ${basename(spec.path)}`,
        exportGridRunWork(project, spec, host.grid),
      );
    case 'next-labels':
      return heavy(`Choose what to label for ${spec.classId}`, nextLabelsWork(project, spec));
    case 'compare-heads':
      return heavy('Compare heads', compareHeadsWork(project, spec));
    case 'compare-kinds':
      return heavy(`Compare kinds of heads for ${spec.classId}`, compareKindsWork(project, spec));
    case 'explore':
      return heavy(`Explore embeddings at ${metres(spec.radiusM)}`, exploreWork(project, spec));
    case 'cluster':
      return heavy('Find clusters', clusterWork(project, spec));
    case 'experiment':
      return heavy(experimentOf(spec.spec.experiment).shortName, experimentWork(project, spec.spec));
    case 'retrieve':
      return spec.gridLayerIds === null
        ? heavy('Find look-alikes', retrieveWork(project, spec))
        : heavy(
            'Find look-alikes in the grid',
            retrieveInGridWork(project, spec, spec.gridLayerIds, host.grid),
          );
  }
}
