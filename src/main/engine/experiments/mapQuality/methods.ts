import type { LabelClass } from '../../../../shared/labels/labelClasses';
import type { LonLatBox } from '../../../../shared/geo/lonLat';
import type { Project, TaskWork } from '../../context';
import type { MapMeasure } from '../../../../shared/mapQuality/mapQuality';
import type { ScoredPlace } from '../../../terrain/geo/nearness';

/** Ground to learn on, and ground to make a map of. */
export interface MapTask {
  readonly radiusM: number;
  /** Of a lattice, where the method uses one. */
  readonly stepM: number;
  readonly trainBox: LonLatBox;
  readonly testBox: LonLatBox;
  /** Lists of known places are not complete on lower ground, metres; undefined: they are everywhere. */
  readonly leastElevationM: number | undefined;
  /** Steps of a network's training. */
  readonly networkSteps: number;
}

/** A map that a method made. */
export interface MadeMap {
  /** None nearer than the radius to a better one. */
  readonly places: readonly ScoredPlace[];
  /** What the method expects of the map, from ground of its own; undefined where its scores are no probabilities. */
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
   * Maps of classes that it answers.
   * @param seeds a map of each class for each of them; of rules one for all
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
