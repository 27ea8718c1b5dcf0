import { resolve } from 'node:path';
import type {
  ExperimentKind,
  ExperimentReport,
  ExperimentSpec,
} from '../../../shared/experiments/experiments';
import type { LonLat, LonLatBox } from '../../../shared/geo/lonLat';

import { experimentSpecOf } from '../../cli/experimentSpecs';
import { tableMethodOf } from '../../cli/tableMethods';
import type { Workbench } from '../../cli/workbench';
import { inProject, writeReport, type Setting } from './measure';

/** Points from OpenStreetMap on the DTMs of the experiments; see SOURCES.md beside it. */
export const POINTS = 'docs/experiments/labels.geojson';

/** Most draws of a detection map: each takes as long as ten seeds of a table. */
const MOST_DRAWS = 5;

/** The flags of the runs, as commander names and reads them. */
type RunOptions = Readonly<{
  classes?: string[];
  encoders?: string[];
  /** Metres. */
  radius?: number[];
  trainBox?: LonLatBox;
  testBox?: LonLatBox;
  trainSize?: number;
  at?: LonLat[];
  box?: LonLatBox;
  /** Metres. */
  leastElevation?: number;
}>;

/** An experiment on labels from OpenStreetMap. */
export interface Run {
  readonly name: string;
  /** Description of what is measured where. */
  readonly about: string;
  readonly dtms: readonly string[];
  /** Files of the repository, and the classes to import from them. */
  readonly labels: readonly (readonly [path: string, classIds: string[]])[];
  readonly experiment: ExperimentKind;
  readonly options: RunOptions;
}

/** Runs one of them in a project of its own, and writes its report. */
export function runOne(
  workbench: Workbench,
  { name, dtms, labels, experiment, options }: Run,
  root: string,
  setting: Setting,
): Promise<ExperimentReport> {
  return inProject(workbench, name, dtms, setting, async (_project, added) => {
    for (const [path, classIds] of labels) {
      await workbench.run({ kind: 'import-labels', path: resolve(root, path), classIds });
    }
    const spec = await experimentSpecOf(workbench, experiment, options);
    const encoders = await workbench.engine.encoders.list();
    const rows = setting.rows.map((row) => tableMethodOf(row, encoders));
    const ids = rows.flatMap((row) => (typeof row === 'string' ? [] : [row.encoderId]));
    return writeReport(
      workbench,
      asSet(spec, [...new Set([...ids, ...added])], setting.seeds),
      name,
      setting.out,
    );
  });
}

/** The specification with the number of repetitions, where it has one; maps are made with the encoders among the rows. */
function asSet(spec: ExperimentSpec, encoderIds: number[], seeds: number): ExperimentSpec {
  if ('seeds' in spec) return { ...spec, seeds };
  return 'draws' in spec ? { ...spec, encoderIds, draws: Math.min(seeds, MOST_DRAWS) } : spec;
}
