import type { ExperimentKind, SpecOf } from '../../../shared/experiments/experiments';
import type { Experiment } from './findings';
import { mapQuality } from './mapQuality';
import { multiScaleMap } from './multiScaleMap';
import { reconstruction } from './reconstruction';
import { retrieval } from './retrieval';
import { scaleFinder } from './scaleFinder';
import { table } from './table';

/** What each experiment does; what it is called and asks for: `shared/experiments/experiments.ts`. */
const works: { readonly [Kind in ExperimentKind]: Experiment<SpecOf<Kind>> } = {
  'map-quality': mapQuality,
  'scale-finder': scaleFinder,
  table1: table,
  table2: table,
  map: multiScaleMap,
  retrieval,
  reconstruction,
};

/** The work of an experiment. */
export const workOf = <Kind extends ExperimentKind>(kind: Kind): Experiment<SpecOf<Kind>> => works[kind];
