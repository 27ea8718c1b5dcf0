import { z } from 'zod';
import type { ExperimentInfo } from '../../../shared/contract/experiments';
import { UserError } from '../../../shared/errors';
import { experimentReport, type ExperimentReport } from '../../../shared/experiments/experiments';
import type { Project } from '../context';
import type { Reader } from '../store/database';
import { json } from '../store/json';
import { removeRow } from '../store/removals';
import { recordStep } from '../store/undo';

/** The project's experiments, newest first. */
export async function listExperiments(reader: Reader): Promise<ExperimentInfo[]> {
  const rows = await reader.all(
    z.object({ id: z.number(), kind: z.string(), title: z.string(), created_ms: z.number() }),
    'SELECT id, kind, title, created_ms FROM present_experiments ORDER BY id DESC',
  );
  return rows.map(({ id, kind, title, created_ms }) => ({
    id,
    experiment: kind,
    title,
    createdMs: created_ms,
  }));
}

/** The specification and result of an experiment. @throws UserError `not-found` */
export async function readExperiment(reader: Reader, experimentId: number): Promise<ExperimentReport> {
  const found = await reader.get(
    z.object({ report: json(experimentReport) }),
    'SELECT report FROM present_experiments WHERE id = ?',
    [experimentId],
  );
  if (found === null) throw new UserError('not-found', 'This experiment is no longer in the project.');
  return found.report;
}

/** Stores what an experiment found; returns its id. */
export async function addExperiment(
  project: Project,
  title: string,
  report: ExperimentReport,
): Promise<number> {
  const { lastId } = await project.database.transaction((transaction) =>
    transaction.run('INSERT INTO experiments (title, kind, report, created_ms) VALUES (?, ?, ?, ?)', [
      title,
      report.spec.experiment,
      JSON.stringify(report),
      Date.now(),
    ]),
  );
  project.changed('experiments');
  return lastId;
}

/** Removes an experiment. @throws UserError `not-found` */
export async function removeExperiment(project: Project, experimentId: number): Promise<void> {
  const found = (await listExperiments(project.database)).find(({ id }) => id === experimentId);
  if (found === undefined) throw new UserError('not-found', 'This experiment is no longer in the project.');
  await recordStep(project.database, `Remove experiment ${found.title}`, (transaction) =>
    removeRow(transaction, 'experiments', experimentId),
  );
  project.changed('experiments', 'undo');
}
