import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { experimentReport, type ExperimentReport, type TableColumn } from '../../../shared/experiments';
import { addEncoderFolder } from '../../engine/encoders/encoders';
import { ask, never } from '../asking';
import { tableMethodOf } from '../tableMethods';
import type { Workbench } from '../workbench';
import type { Protocol } from './protocolFile';

const ATTRIBUTION = 'Labels © OpenStreetMap contributors, ODbL 1.0';

/** What a protocol is measured with. */
export interface Setting {
  /** The folder that holds the DTMs. */
  readonly data: string;
  /** Where the reports go. */
  readonly out: string;
  /** Folders of encoders that are measured beside the rows. */
  readonly encoders: readonly string[];
  readonly rows: readonly string[];
  readonly seeds: number;
}

/** Runs one protocol in a project of its own, and writes its report as NAME.json and NAME.html. */
export async function measure(
  workbench: Workbench,
  protocol: Protocol,
  columns: TableColumn[],
  { data, out, encoders: folders, rows, seeds }: Setting,
): Promise<ExperimentReport> {
  const folder = await mkdtemp(join(tmpdir(), 'topo2vec-protocol-'));
  try {
    const project = await workbench.engine.create(join(folder, `${protocol.name}.topo2vec`));
    await workbench.run({ kind: 'import-dtms', paths: protocol.dtms.map((name) => resolve(data, name)) });
    await workbench.settle();
    await project.database.transaction((transaction) =>
      transaction.run('INSERT INTO attributions (line) VALUES (?)', [ATTRIBUTION]),
    );
    const added: number[] = [];
    for (const encoder of folders) added.push(await addEncoderFolder(project, resolve(encoder)));
    const encoders = await ask(workbench).encoders.list(undefined, never());
    const sizes = columns.map(({ given }) => given?.seeds[0]);
    const done = await workbench.run({
      kind: 'experiment',
      spec: {
        experiment: 'table1',
        columns,
        methods: [...rows, ...added.map(String)].map((row) => tableMethodOf(row, encoders)),
        trainSize: Math.max(
          ...sizes.map((seed) => (seed?.trainPositive.length ?? 0) + (seed?.trainNegative.length ?? 0)),
        ),
        testSize: Math.max(
          ...sizes.map((seed) => (seed?.testPositive.length ?? 0) + (seed?.testNegative.length ?? 0)),
        ),
        seeds,
      },
    });
    if (done.kind !== 'experiment') throw new Error('An experiment left something else behind.');
    const { experimentId } = done;
    const files = await ask(workbench).experiments.export(
      { experimentId, folder: join(folder, 'report') },
      never(),
    );
    for (const path of files) {
      if (extname(path) !== '.json') await copyFile(path, join(out, `${protocol.name}${extname(path)}`));
    }
    const report = experimentReport.parse(await ask(workbench).experiments.report({ experimentId }, never()));
    await writeFile(join(out, `${protocol.name}.json`), `${JSON.stringify(withoutLocations(report))}\n`);
    return report;
  } finally {
    await workbench.engine.close();
    await rm(folder, { recursive: true });
  }
}

/** The report without what protocols.json holds beside it. */
const withoutLocations = ({ spec, ...rest }: ExperimentReport): unknown => ({
  ...rest,
  spec: {
    ...spec,
    ...('columns' in spec
      ? { columns: spec.columns.map((column) => ({ ...column, given: 'protocols.json' })) }
      : {}),
  },
});
