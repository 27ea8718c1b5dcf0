import type { DetectionColumns, RunInfo } from '../../../shared/contract/detections';
import { asRun } from '../../state/grid.svelte';
import { grid, project, swipe } from '../../state/workbench.svelte';

/** Detections that are drawn. */
export interface DetectionsShown {
  readonly columns: DetectionColumns;
  readonly run: Pick<RunInfo, 'classIds' | 'radiiM'>;
  /** Whether they are drawn whatever radii are shown: those of a grid have one. */
  readonly always: boolean;
}

/** What is drawn of a project that has several of a kind; read it in effects. */
export interface MapSide {
  /** The run whose probabilities are shown; null: none. */
  readonly run: RunInfo | null;
  /** The detections of that run, or of one of the grid; null until they are there. */
  readonly detections: DetectionsShown | null;
  /** The DTM whose terrain is shown; null: all, the finest on top. */
  readonly dtmId: number | null;
  /** How many pixels the patterns of tiles take for one on a screen: a power of two, so that they fit into tiles. */
  readonly patternPx: number;
}

const of = (run: RunInfo | null, columns: DetectionColumns | null): DetectionsShown | null =>
  run === null || columns === null ? null : { columns, run, always: false };

/** What the map shows: all of it, or the left side of a comparison. */
export const wholeMap: MapSide = {
  get run() {
    return project.shownRun;
  },
  get detections() {
    const { columns } = grid;
    if (grid.run !== null && columns !== null) return { columns, run: asRun(grid.run), always: true };
    return of(project.shownRun, project.detections?.columns ?? null);
  },
  get dtmId() {
    return swipe.dtmIds?.[0] ?? null;
  },
  patternPx: 1,
};

/** What a printed page shows: nothing is compared there. @param fineness pixels of the map for one of CSS on paper */
export const onPaper = (fineness: number): MapSide => ({
  get run() {
    return wholeMap.run;
  },
  get detections() {
    return wholeMap.detections;
  },
  dtmId: null,
  patternPx: 2 ** Math.max(0, Math.min(3, Math.round(Math.log2(fineness)))),
});

/** What the right side of a comparison shows. */
export const rightSide: MapSide = {
  get run() {
    return swipe.run ?? wholeMap.run;
  },
  get detections() {
    return swipe.run === null ? wholeMap.detections : of(swipe.run, swipe.detections);
  },
  get dtmId() {
    return swipe.dtmIds?.[1] ?? null;
  },
  patternPx: 1,
};
