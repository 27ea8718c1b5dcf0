import type { RunInfo } from '../../../shared/contract/detections';
import type { ExportCrs, GridCrs } from '../../../shared/contract/exports';
import type { Region } from '../../../shared/geo/region';
import type { Retrieval } from '../../../shared/contract/retrievals';
import type { subjects } from './subjects';
import type { ExportChoice } from './writeExport';

/** What the dialog shows as chosen. */
interface Chosen {
  readonly run: RunInfo | null;
  readonly retrieval: Retrieval | null;
  readonly layerId: number | null;
  /** Detections of the grid. */
  readonly gridRun: { readonly runId: string; readonly from: number } | null;
  /** Of the run's maps. */
  readonly classId: string;
  readonly radiusM: number;
  /** Radii of detections, metres. */
  readonly radiiM: readonly number[];
  /** How many labels there are. */
  readonly labels: number;
  /** Size of the cells that labels are moved to the centres of, metres; null: exact places. */
  readonly gridM: number | null;
  /** Least probability of the classes of a class map, 0..1. */
  readonly threshold: number;
  /** What is written lies in it; undefined: anywhere. */
  readonly region: Region | undefined;
  readonly crs: ExportCrs;
  readonly gridCrs: GridCrs;
}

/** What is to be written; null where there is nothing to export. */
export function exportChoice(subject: keyof typeof subjects | null, chosen: Chosen): ExportChoice | null {
  const { run, gridRun, retrieval, layerId, radiusM, gridM, crs, gridCrs, region } = chosen;
  switch (subject) {
    case 'run': {
      const radiiM = [...chosen.radiiM];
      const source = run && { kind: 'run' as const, runId: run.id, radiiM };
      return source && { kind: 'points', source, thing: 'detection', crs, region };
    }
    case 'grid-run':
      return gridRun && { kind: 'grid-run', ...gridRun, crs, region };
    case 'retrieval': {
      const source = retrieval && { kind: 'retrieval' as const, retrievalId: retrieval.id };
      return source && { kind: 'points', source, thing: 'look-alike', crs, region };
    }
    case 'labels': {
      const source = { kind: 'labels' as const, ...(gridM === null ? {} : { gridM }) };
      return chosen.labels > 0 ? { kind: 'points', source, thing: 'label', crs, region } : null;
    }
    case 'probability': {
      const { classId } = chosen;
      return run && { kind: 'probability', source: { runId: run.id, classId, radiusM }, crs: gridCrs };
    }
    case 'class-map': {
      const { threshold } = chosen;
      return run && { kind: 'class-map', source: { runId: run.id, radiusM, threshold }, crs: gridCrs };
    }
    case 'embeddings':
      return layerId === null ? null : { kind: 'embeddings', layerId, crs: gridCrs, region };
    case 'picture':
      return { kind: 'picture', run };
    case null:
      return null;
  }
}
