import type { DetectionColumns, RunInfo } from '../../../shared/contract/detections';
import { project, swipe } from '../../state/workbench.svelte';

/** What is drawn of a project that has several of a kind; read it in effects. */
export interface MapSide {
  /** The run whose detections and probabilities are shown; null: none. */
  readonly run: RunInfo | null;
  /** The detections of that run; null until they are there. */
  readonly detections: DetectionColumns | null;
  /** The DTM whose terrain is shown; null: all, the finest on top. */
  readonly dtmId: number | null;
}

/** What the map shows: all of it, or the left side of a comparison. */
export const wholeMap: MapSide = {
  get run() {
    return project.shownRun;
  },
  get detections() {
    return project.shownRun === null ? null : (project.detections?.columns ?? null);
  },
  get dtmId() {
    return swipe.dtmIds?.[0] ?? null;
  },
};

/** What a printed page shows: nothing is compared there. */
export const onPaper: MapSide = {
  get run() {
    return wholeMap.run;
  },
  get detections() {
    return wholeMap.detections;
  },
  dtmId: null,
};

/** What the right side of a comparison shows. */
export const rightSide: MapSide = {
  get run() {
    return swipe.run ?? wholeMap.run;
  },
  get detections() {
    return swipe.run === null ? wholeMap.detections : swipe.detections;
  },
  get dtmId() {
    return swipe.dtmIds?.[1] ?? null;
  },
};
