import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import type { EncoderInfo } from '../../../shared/contract/encoders';
import {
  experimentReport,
  type ExperimentReport,
  type ExperimentSpec,
} from '../../../shared/experiments/experiments';
import type { TableColumn } from '../../../shared/experiments/options/tableColumns';
import { addEncoderFolder } from '../../engine/encoders/encoders';
import { creditOsm } from '../../engine/labels/attributions';
import type { OpenProject } from '../../engine/project/openProject';

import { tableMethodOf } from '../../cli/tableMethods';
import type { Workbench } from '../../cli/workbench';
import type { Protocol } from './protocolFile';

/** Settings of a run of the protocols. */
export interface Setting {
  /** The folder that holds the DTMs. */
  readonly data: string;
  /** Folder for the reports. */
  readonly out: string;
  /** Folders of encoders to measure besides the shipped ones. */
  readonly encoders: readonly string[];
  readonly rows: readonly string[];
  readonly seeds: number;
}

/** Works in a temporary project with some DTMs. It holds the setting's encoders, whose ids are `added`. */
export async function inProject<T>(
  workbench: Workbench,
  name: string,
  dtms: readonly string[],
  { data, encoders }: Setting,
  work: (project: OpenProject, added: readonly number[]) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'topo2vec-experiments-'));
  try {
    const project = await workbench.local.create(join(folder, `${name}.topo2vec`));
    await workbench.run({ kind: 'import-dtms', paths: dtms.map((file) => resolve(data, file)) });
    await workbench.settle();
    const added: number[] = [];
    for (const encoder of encoders) added.push(await addEncoderFolder(project, resolve(encoder)));
    return await work(project, added);
  } finally {
    await workbench.local.close();
    await rm(folder, { recursive: true });
  }
}

/** Runs one protocol in a project of its own, and writes its report as NAME.json and NAME.html. */
export function measure(
  workbench: Workbench,
  protocol: Protocol,
  columns: TableColumn[],
  setting: Setting,
): Promise<ExperimentReport> {
  return inProject(workbench, protocol.name, protocol.dtms, setting, async (project, added) => {
    await project.database.transaction(creditOsm);
    const spec = specOf(
      columns,
      await workbench.engine.encoders.list(),
      [...setting.rows, ...added.map(String)],
      setting,
    );
    return writeReport(workbench, spec, protocol.name, setting.out);
  });
}

function specOf(
  columns: TableColumn[],
  encoders: readonly EncoderInfo[],
  rows: readonly string[],
  { seeds }: Setting,
): ExperimentSpec {
  const sizes = columns.map(({ given }) => given?.seeds[0]);
  return {
    experiment: 'table1',
    columns,
    methods: rows.map((row) => tableMethodOf(row, encoders)),
    trainSize: Math.max(
      ...sizes.map((seed) => (seed?.trainPositive.length ?? 0) + (seed?.trainNegative.length ?? 0)),
    ),
    testSize: Math.max(
      ...sizes.map((seed) => (seed?.testPositive.length ?? 0) + (seed?.testNegative.length ?? 0)),
    ),
    seeds,
  };
}

/** Runs an experiment in the open project and writes its report as NAME.json, NAME.html and, for a map, its pictures. */
export async function writeReport(
  workbench: Workbench,
  spec: ExperimentSpec,
  name: string,
  out: string,
): Promise<ExperimentReport> {
  const done = await workbench.run({ kind: 'experiment', spec });
  if (done.kind !== 'experiment') throw new Error('An experiment ended with the result of another task.');
  const { experimentId } = done;
  const folder = await mkdtemp(join(tmpdir(), 'topo2vec-report-'));
  try {
    const files = await workbench.engine.experiments.export({ experimentId, folder });
    for (const path of files) {
      if (extname(path) !== '.json') await copyFile(path, join(out, `${name}${extname(path)}`));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  const report = experimentReport.parse(await workbench.engine.experiments.report({ experimentId }));
  await writeFile(join(out, `${name}.json`), `${JSON.stringify(withoutLocations(report))}\n`);
  return report;
}

/** The report without the locations, which are in protocols.json beside it. */
const withoutLocations = ({ spec, ...rest }: ExperimentReport): unknown => ({
  ...rest,
  spec: {
    ...spec,
    ...('columns' in spec
      ? {
          columns: spec.columns.map((column) =>
            column.given === undefined ? column : { ...column, given: 'protocols.json' },
          ),
        }
      : {}),
  },
});
