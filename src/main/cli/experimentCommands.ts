import { resolve } from 'node:path';
import { UserError } from '../../shared/errors';
import { experimentReport, experiments } from '../../shared/experiments/experiments';
import { open } from './asking';
import { experimentSpecOf, type FlagValues } from './experimentSpecs';
import { experimentText } from './experimentText';
import { withRegions } from './experimentRegions';
import type { Output } from './output';
import type { Workbench } from './workbench';

/** Names of the experiments, for help texts. */
export const experimentIds = experiments.map(({ id }) => id);

/** Runs an experiment on a project, which stores the report. */
export async function experimentCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  { out, ...options }: FlagValues & { readonly out?: string },
): Promise<void> {
  const experiment = experimentIds.find((kind) => kind === args[1]);
  if (experiment === undefined) {
    throw new UserError(
      'bad-input',
      `There is no experiment "${args[1] ?? ''}". Choose one of ${experimentIds.join(', ')}.`,
    );
  }
  await open(workbench, args);
  const spec = await experimentSpecOf(
    workbench,
    experiment,
    await withRegions(workbench, experiment, options),
  );
  const result = await workbench.run({ kind: 'experiment', spec });
  if (result.kind !== 'experiment') return;
  const { experimentId } = result;
  const { experiments: kept } = workbench.engine;
  const report = experimentReport.parse(await kept.report({ experimentId }));
  const files = out === undefined ? [] : await kept.export({ experimentId, folder: resolve(out) });
  output.result(report, [experimentText(report), ...files.map((path) => `Wrote ${path}.`)].join('\n'));
}
