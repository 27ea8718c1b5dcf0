import type { LabelClass } from '../../../../shared/labels/labelClasses';
import type { LonLatBox } from '../../../../shared/geo/lonLat';
import type { Project, TaskWork } from '../../context';
import type { MapMeasure } from '../../../../shared/mapQuality/mapQuality';
import type { ScoredPlace } from '../../../terrain/geo/nearness';

/** Area to train in, and area to make a map of. */
export interface MapTask {
  readonly radiusM: number;
  /** Of a lattice, where the method uses one. */
  readonly stepM: number;
  readonly trainBox: LonLatBox;
  readonly testBox: LonLatBox;
  /** Elevation below which lists of known places are not complete, metres; undefined: they are complete everywhere. */
  readonly leastElevationM: number | undefined;
  /** Steps of a network's training. */
  readonly networkSteps: number;
}

/** A map that a method made. */
export interface MadeMap {
  /** None nearer than the radius to a better one. */
  readonly places: readonly ScoredPlace[];
  /** What the method expects of the map, from held-out training terrain; undefined where its scores are not probabilities. */
  readonly expected: MapMeasure | null | undefined;
}

/** A way to make detection maps. */
export interface MapMethod {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'encoder' | 'rule' | 'network';
  /** Whether it finds places of a class. */
  readonly answers: (labelClass: LabelClass) => boolean;
  /**
   * Maps of the classes that it applies to.
   * @param seeds one map of each class for each of them; rules make one for all
   * @returns by class (outer) and seed
   */
  readonly make: (
    project: Project,
    classes: readonly LabelClass[],
    task: MapTask,
    seeds: readonly number[],
    report: Parameters<TaskWork>[0],
    signal: AbortSignal,
  ) => Promise<MadeMap[][]>;
}
