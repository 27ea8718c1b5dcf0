import type { ExperimentReport } from '../../../shared/experiments/experiments';
import type { Project, TaskWork } from '../context';

/** What one kind of experiment found, and the encoders it used. */
interface Findings {
  readonly title: string;
  readonly result: ExperimentReport['result'];
  readonly encoderIds: readonly number[];
}

/** Does the work of one kind of experiment. */
export type Experiment<Spec> = (
  project: Project,
  spec: Spec,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
) => Promise<Findings>;
