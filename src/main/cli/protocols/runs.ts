import { resolve } from 'node:path';
import type { ExperimentKind, ExperimentReport, ExperimentSpec } from '../../../shared/experiments';
import { experimentSpecOf, type ExperimentOptions } from '../experimentSpecs';
import type { Workbench } from '../workbench';
import { inProject, writeReport, type Setting } from './measure';

/** Points of OpenStreetMap on the DTMs that experiments are run on; SOURCES.md beside it. */
export const POINTS = 'docs/experiments/labels.geojson';

/** Draws of a detection map: each takes as long as ten seeds of a table. */
const MOST_DRAWS = 5;

/** An experiment on labels of OpenStreetMap. */
export interface Run {
  readonly name: string;
  /** What is measured where, for people. */
  readonly about: string;
  readonly dtms: readonly string[];
  /** Files of the repository, and the classes that are taken from them. */
  readonly labels: readonly (readonly [path: string, classIds: string[]])[];
  readonly experiment: ExperimentKind;
  readonly options: ExperimentOptions;
}

/** Runs one of them in a project of its own, and writes its report. */
export function runOne(
  workbench: Workbench,
  { name, dtms, labels, experiment, options }: Run,
  root: string,
  setting: Setting,
): Promise<ExperimentReport> {
  return inProject(workbench, name, dtms, setting, async () => {
    for (const [path, classIds] of labels) {
      await workbench.run({ kind: 'import-labels', path: resolve(root, path), classIds });
    }
    const spec = await experimentSpecOf(workbench, experiment, options);
    return writeReport(workbench, repeated(spec, setting.seeds), name, setting.out);
  });
}

/** A specification with a number of repetitions, where it repeats anything. */
function repeated(spec: ExperimentSpec, seeds: number): ExperimentSpec {
  if ('seeds' in spec) return { ...spec, seeds };
  return 'draws' in spec ? { ...spec, draws: Math.min(seeds, MOST_DRAWS) } : spec;
}
