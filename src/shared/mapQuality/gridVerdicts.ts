import { verdictCodes, type DetectionColumns } from '../contract/detections';
import type { GridRunInfo, RunVerdict, StrongestDetections } from '../contract/gridDetections';

/** Verdicts on detections of a run of a grid: indices in `verdictCodes`, by class and place. */
export class GridVerdicts {
  readonly #codes: ReadonlyMap<string, number>;

  /** @param verdicts on detections of any run */
  constructor(runId: string | null, verdicts: readonly RunVerdict[]) {
    this.#codes = new Map(
      verdicts
        .filter((verdict) => verdict.runId === runId)
        .map(({ classId, lonDeg, latDeg, verdict }) => [
          keyOf(classId, lonDeg, latDeg),
          verdictCodes.indexOf(verdict),
        ]),
    );
  }

  /** How many there are. */
  get size(): number {
    return this.#codes.size;
  }

  /** The verdict on a detection; 0 where none was given. */
  of(classId: string, lonDeg: number, latDeg: number): number {
    return this.#codes.size === 0 ? 0 : (this.#codes.get(keyOf(classId, lonDeg, latDeg)) ?? 0);
  }

  /** Detections of the run as those of a project's run, strongest first. */
  columnsOf(
    { classIds }: Pick<GridRunInfo, 'classIds'>,
    { lonDeg, latDeg, probability, classIndex }: StrongestDetections,
  ): DetectionColumns {
    const verdict = Uint8Array.from(lonDeg, (lon, index) =>
      this.of(classIds[classIndex[index] ?? -1] ?? '', lon, latDeg[index] ?? NaN),
    );
    return { lonDeg, latDeg, probability, classIndex, radiusIndex: new Uint16Array(lonDeg.length), verdict };
  }
}

const keyOf = (classId: string, lonDeg: number, latDeg: number): string => `${classId} ${lonDeg} ${latDeg}`;
